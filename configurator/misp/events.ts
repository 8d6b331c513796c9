import type { MispAttribute, MispEvent } from "../desired.ts";
import { HttpError, type HttpClient } from "../http-client.ts";

interface StoredEvent {
  readonly Event: { readonly published: boolean; readonly Attribute: readonly { readonly uuid: string }[] };
}

/** Adds an event that is not there, adds attributes that it lacks, and publishes it when it is not published. */
export async function ensureEvent(http: HttpClient, event: MispEvent): Promise<void> {
  const stored = await http.get<StoredEvent>(`/events/view/${event.uuid}`).catch((error: unknown) => {
    if (error instanceof HttpError && error.status === 404) {
      return undefined;
    }
    throw error;
  });
  if (!stored) {
    await http.post("/events/add", {
      Event: { ...event, distribution: "0", analysis: "2", published: true },
    });
    return;
  }
  const known = new Set(stored.Event.Attribute.map(({ uuid }) => uuid));
  const missing = event.Attribute.filter(({ uuid }) => !known.has(uuid));
  for (const attribute of missing) {
    await http.post(`/attributes/add/${event.uuid}`, attribute);
  }
  // An added attribute takes the publication back, and what is not published is not found.
  if (missing.length > 0 || !stored.Event.published) {
    await http.post(`/events/publish/${event.uuid}`);
  }
}

/** UUIDs that one search asks for. */
const searchSize = 1_000;

/** The values of the lab's events that a search as custom-misp makes it does not find. */
export async function missingValues(http: HttpClient, events: readonly MispEvent[]): Promise<string[]> {
  const attributes = events.flatMap((event) => event.Attribute);
  const found = new Set<string>();
  for (let start = 0; start < attributes.length; start += searchSize) {
    const asked = attributes.slice(start, start + searchSize);
    (await search(http, asked)).forEach((uuid) => found.add(uuid));
  }
  return attributes.filter(({ uuid }) => !found.has(uuid)).map(({ value }) => value);
}

async function search(http: HttpClient, attributes: readonly MispAttribute[]): Promise<string[]> {
  const answer = await http.post<{ response: { Attribute: { uuid: string }[] } }>("/attributes/restSearch", {
    returnFormat: "json",
    uuid: attributes.map(({ uuid }) => uuid),
    published: 1,
    limit: attributes.length,
    page: 1,
  });
  return answer.response.Attribute.map(({ uuid }) => uuid);
}

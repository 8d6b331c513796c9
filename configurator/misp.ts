import type { System } from "./converge.ts";
import type { DesiredMisp, MispEvent } from "./desired.ts";
import { HttpError, httpClient, type HttpClient } from "./http-client.ts";

/** Brings MISP to its state: it answers with the key, and the lab's own events are there, published and searchable. */
export function misp(desired: DesiredMisp): System {
  const http = httpClient(desired.url, { Authorization: desired.key });
  return {
    name: "misp",
    deadline: desired.deadline,
    converge: async () => {
      // The heartbeat answers before MISP is ready; this wants the key, the database and the end of the start-up.
      const { version } = await http.get<{ version: string }>("/servers/getVersion");
      for (const event of desired.events) {
        await ensureEvent(http, event);
      }
      const missing = await missingValues(http, desired.events);
      if (missing.length > 0) {
        throw new Error(`version ${version} answers, but a search does not find: ${missing.join(", ")}`);
      }
      const count = desired.events.flatMap((event) => event.Attribute).length;
      return `version ${version} answers with the key, ${count} indicators of the lab are searchable`;
    },
  };
}

interface StoredEvent {
  readonly Event: { readonly published: boolean; readonly Attribute: readonly { readonly uuid: string }[] };
}

/** Adds an event that is not there, adds attributes that it lacks, and publishes it when it is not published. */
async function ensureEvent(http: HttpClient, event: MispEvent): Promise<void> {
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

/** The values of the lab's events that a search as custom-misp makes it does not find. */
async function missingValues(http: HttpClient, events: readonly MispEvent[]): Promise<string[]> {
  const attributes = events.flatMap((event) => event.Attribute);
  if (attributes.length === 0) {
    return [];
  }
  const answer = await http.post<{ response: { Attribute: { uuid: string }[] } }>("/attributes/restSearch", {
    returnFormat: "json",
    uuid: attributes.map(({ uuid }) => uuid),
    published: 1,
    limit: attributes.length,
    page: 1,
  });
  const found = new Set(answer.response.Attribute.map(({ uuid }) => uuid));
  return attributes.filter(({ uuid }) => !found.has(uuid)).map(({ value }) => value);
}

import type { GraylogContent } from "../desired.ts";
import type { HttpClient } from "../http-client.ts";

interface Stored {
  readonly id: string;
  readonly title: string;
}

/**
 * Removes the inputs and streams of labs that Graylog is not shared with any more, by `/system/inputs` and `/streams`.
 *
 * @param titles what begins the titles of what is a lab's; nothing else is touched
 */
export async function removeFormerLabs(
  http: HttpClient,
  titles: string,
  content: Pick<GraylogContent, "inputs" | "streams">,
): Promise<void> {
  const { inputs } = await http.get<{ inputs: Stored[] }>("/system/inputs");
  const { streams } = await http.get<{ streams: Stored[] }>("/streams");
  for (const { id } of former(inputs, titles, content.inputs)) {
    await http.delete(`/system/inputs/${id}`);
  }
  for (const { id } of former(streams, titles, content.streams)) {
    await http.delete(`/streams/${id}`);
  }
}

function former(there: readonly Stored[], titles: string, wanted: readonly { title: string }[]): Stored[] {
  const known = new Set(wanted.map(({ title }) => title));
  return there.filter(({ title }) => title.startsWith(titles) && !known.has(title));
}

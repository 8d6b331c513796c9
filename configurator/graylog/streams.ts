import type { GraylogContent, Titled } from "../desired.ts";
import type { HttpClient } from "../http-client.ts";
import { ensureAll, holds, idOf, type Ids } from "./titled.ts";

interface Stream extends Titled {
  readonly id: string;
  readonly disabled: boolean;
  readonly rules: readonly { readonly id: string }[];
}

type DesiredStream = GraylogContent["streams"][number];

/** Streams with their rules, resumed: Graylog makes them paused. By `/streams`. */
export function ensureStreams(
  http: HttpClient,
  desired: readonly DesiredStream[],
  indexSets: Ids,
): Promise<Ids> {
  const resolve = ({ indexSet, ...stream }: DesiredStream): Titled => ({
    ...stream,
    index_set_id: idOf(indexSets, indexSet, "index set"),
  });
  const resume = async (id: string): Promise<void> => {
    await http.post(`/streams/${id}/resume`);
  };
  return ensureAll<Stream, DesiredStream>(
    {
      list: async () => (await http.get<{ streams: Stream[] }>("/streams")).streams,
      title: ({ title }) => title,
      id: ({ id }) => id,
      create: async (stream) => {
        const { stream_id: id } = await http.post<{ stream_id: string }>("/streams", {
          entity: resolve(stream),
        });
        await resume(id);
        return id;
      },
      update: async (id, stream, actual) => {
        if (!holds(actual, resolve(stream))) {
          // Unlike a new stream, an update comes without the wrapper: what is in one is ignored without a word.
          const { title, description, matching_type, remove_matches_from_default_stream, index_set_id } =
            resolve(stream);
          await http.put(`/streams/${id}`, {
            title,
            description,
            matching_type,
            remove_matches_from_default_stream,
            index_set_id,
          });
        }
        if (!holds(actual.rules, stream.rules)) {
          await replaceRules(http, id, stream.rules, actual.rules);
        }
        if (actual.disabled) {
          await resume(id);
        }
      },
      isAsDesired: (actual, stream) => !actual.disabled && holds(actual, resolve(stream)),
    },
    desired,
  );
}

/** Rules are resources of their own, by `/streams/ID/rules`: the new ones come first, so that the stream is never without. */
async function replaceRules(
  http: HttpClient,
  stream: string,
  desired: DesiredStream["rules"],
  actual: Stream["rules"],
): Promise<void> {
  for (const rule of desired) {
    await http.post(`/streams/${stream}/rules`, rule);
  }
  for (const { id } of actual) {
    await http.delete(`/streams/${stream}/rules/${id}`);
  }
}

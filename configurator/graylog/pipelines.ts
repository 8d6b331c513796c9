import type { GraylogContent } from "../desired.ts";
import type { HttpClient } from "../http-client.ts";
import { ensureAll, idOf, type Ids } from "./titled.ts";

interface Source {
  readonly id: string;
  readonly title: string;
  readonly source: string;
}

interface DesiredSource {
  readonly title: string;
  readonly source: string;
}

/**
 * Pipeline rules, pipelines and their streams. The name that counts is the one in the source, and a pipeline that names a
 * rule which is not there is accepted without a word: so the rules' names are taken from the sources here.
 */
export async function ensurePipelines(
  http: HttpClient,
  { rules, pipelines }: Pick<GraylogContent, "rules" | "pipelines">,
  streams: Ids,
): Promise<void> {
  const names = new Map(Object.entries(rules).map(([file, source]) => [file, nameOf(source)]));
  await ensureSources(http, "/system/pipelines/rule", "rule", Object.values(rules));
  const ids = await ensureSources(
    http,
    "/system/pipelines/pipeline",
    "pipeline",
    pipelines.map((pipeline) => pipelineSource(pipeline, names)),
  );
  for (const pipeline of pipelines) {
    await connect(http, idOf(ids, pipeline.title, "pipeline"), pipeline, streams);
  }
}

async function ensureSources(
  http: HttpClient,
  path: string,
  kind: string,
  sources: readonly string[],
): Promise<Ids> {
  const body = ({ title, source }: DesiredSource) => ({ title, description: "", source });
  return ensureAll<Source, DesiredSource>(
    {
      list: () => http.get<Source[]>(path),
      title: ({ title }) => title,
      id: ({ id }) => id,
      create: async (desired) => (await http.post<Source>(path, body(desired))).id,
      update: async (id, desired) => {
        await http.put(`${path}/${id}`, body(desired));
      },
      isAsDesired: (actual, desired) => actual.source.trim() === desired.source.trim(),
    },
    sources.map((source) => ({ title: nameOf(source, kind), source })),
  );
}

/** The name that a rule or pipeline gives itself in its source. */
function nameOf(source: string, kind = "rule"): string {
  const name = new RegExp(`^\\s*${kind}\\s+"([^"]+)"`).exec(source)?.[1];
  if (name === undefined) {
    throw new Error(`a ${kind} does not begin with its name: ${source.slice(0, 60)}`);
  }
  return name;
}

function pipelineSource(
  { title, stages }: GraylogContent["pipelines"][number],
  names: ReadonlyMap<string, string>,
): string {
  const body = stages.map(({ stage, match, rules }) =>
    [
      `stage ${stage} match ${match}`,
      ...rules.map((rule) => `rule "${idOf(names, rule, "pipeline rule")}"`),
    ].join("\n"),
  );
  return [`pipeline "${title}"`, ...body, "end"].join("\n");
}

/** Connects a pipeline to exactly the streams that it is for, by `/system/pipelines/connections`. */
async function connect(
  http: HttpClient,
  pipelineId: string,
  { streams: titles }: GraylogContent["pipelines"][number],
  streams: Ids,
): Promise<void> {
  const connections = await http.get<{ stream_id: string; pipeline_ids: string[] }[]>(
    "/system/pipelines/connections",
  );
  for (const title of titles) {
    const streamId = idOf(streams, title, "stream");
    const connected = connections.find(({ stream_id }) => stream_id === streamId)?.pipeline_ids ?? [];
    if (!connected.includes(pipelineId)) {
      await http.post("/system/pipelines/connections/to_stream", {
        stream_id: streamId,
        pipeline_ids: [...connected, pipelineId],
      });
    }
  }
}

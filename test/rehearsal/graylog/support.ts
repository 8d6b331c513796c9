import { createHash } from "node:crypto";
import { connect } from "node:net";
import type { ExecutionContext } from "ava";
import type { GraylogServer } from "../../../rehearsal/graylog/server.ts";
import { startServer } from "../../../rehearsal/graylog/server.ts";
import type { Settings } from "../../../rehearsal/graylog/settings.ts";
import { temporaryFolder } from "../support/folder.ts";
import { until } from "../support/until.ts";

/** An answer, with its body read. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; fails when it is none. */
  readonly json: () => unknown;
}

/** A message as a search finds it. */
export type Found = Readonly<Record<string, unknown>>;

/** A server under test. */
export interface Graylog extends GraylogServer {
  readonly log: readonly string[];
  /** Asks as the root user. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>;
  /** Asks, and gives the id in the answer; fails when the answer is no success. */
  make(path: string, body: unknown): Promise<string>;
  /** Sends lines to an input, on one connection. */
  send(inputId: string, ...lines: string[]): Promise<void>;
  /** Waits until a search finds as many messages, and gives them in the order of their timestamps. */
  find(query: string, count?: number): Promise<Found[]>;
}

/** Starts a server, on free ports and with a new folder, until the test is over. */
export async function graylog(
  t: Pick<ExecutionContext, "teardown">,
  settings: Partial<Settings> = {},
  clock: () => number = Date.now,
): Promise<Graylog> {
  const log: string[] = [];
  const server = await startServer(
    {
      address: "127.0.0.1",
      port: 0,
      externalUri: "http://127.0.0.1:9000/",
      rootUser: "admin",
      rootPasswordSha2: createHash("sha256").update("secret").digest("hex"),
      data: settings.data ?? temporaryFolder(t),
      flushInterval: 20,
      schedulerInterval: 20,
      schedulerRetry: 20,
      allowLeadingWildcards: false,
      ...settings,
    },
    clock,
    (line) => log.push(line),
  );
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= server.stop());
  t.teardown(stop);

  const ask: Graylog["ask"] = async (method, path, body, headers = {}) => {
    const response = await fetch(`http://127.0.0.1:${server.port}/api${path}`, {
      method,
      headers: {
        Authorization: `Basic ${Buffer.from("admin:secret").toString("base64")}`,
        "X-Requested-By": "test",
        "Content-Type": "application/json",
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: () => JSON.parse(text) as unknown,
    };
  };
  const make: Graylog["make"] = async (path, body) => {
    const answer = await ask("POST", path, body);
    if (answer.status >= 300) {
      throw new Error(`${path}: ${answer.status} ${answer.text}`);
    }
    const { id, stream_id } = answer.json() as { id?: string; stream_id?: string };
    return id ?? stream_id ?? "";
  };
  const send: Graylog["send"] = async (inputId, ...lines) => {
    const port = server.graylog.inputs.port(inputId) ?? 0;
    await new Promise<void>((resolve, reject) => {
      const socket = connect(port, "127.0.0.1", () => socket.end(lines.map((line) => `${line}\n`).join("")));
      socket.on("error", reject).on("close", () => resolve());
      socket.resume();
    });
  };
  const find: Graylog["find"] = async (query, count = 1) =>
    await until(`${count} messages for ${query}`, async () => {
      const path = `/search/universal/relative?range=0&limit=10000&sort=timestamp:asc&query=${encodeURIComponent(query)}`;
      const answer = await ask("GET", path);
      if (answer.status !== 200) {
        throw new Error(answer.text);
      }
      const { messages } = answer.json() as { messages: { message: Found }[] };
      return messages.length === count && messages.map(({ message }) => message);
    });
  return { ...server, stop, log, ask, make, send, find };
}

/** Lets time pass in steps of some seconds, with the event definitions running after each. */
export function passTime(
  { graylog: { scheduler } }: GraylogServer,
  clock: { now: number },
  seconds: number,
  step = 1,
): void {
  for (let passed = 0; passed < seconds; passed += step) {
    clock.now += step * 1_000;
    scheduler.runDue();
  }
}

/** Makes a Raw TCP input on a free port, with a static field. */
export async function rawInput(
  server: Graylog,
  configuration: Record<string, unknown> = {},
): Promise<string> {
  const id = await server.make("/system/inputs", {
    title: "Wazuh alerts",
    type: "org.graylog2.inputs.raw.tcp.RawTCPInput",
    global: true,
    configuration: { bind_address: "127.0.0.1", port: 0, recv_buffer_size: 1048576, ...configuration },
  });
  await server.ask("POST", `/system/inputs/${id}/staticfields`, { key: "feed", value: "wazuh" });
  return id;
}

/** The index set of the recorded server. */
export const indexSetBody = {
  title: "Wazuh",
  description: "Wazuh alerts",
  index_prefix: "wazuh-alerts",
  shards: 1,
  replicas: 0,
  index_analyzer: "standard",
  index_optimization_max_num_segments: 1,
  index_optimization_disabled: false,
  field_type_refresh_interval: 5000,
  writable: true,
  creation_date: "2026-11-24T00:00:00.000Z",
  use_legacy_rotation: false,
  data_tiering: { type: "hot_only", index_lifetime_min: "P30D", index_lifetime_max: "P40D" },
};

/** The rules of the recorded server. */
export const parseAlert = `rule "Wazuh: parse alert"
when starts_with(to_string($message.message), "{")
then
  let raw = to_string($message.message);
  set_fields(fields: to_map(flatten_json(value: raw, array_handler: "ignore")), prefix: "wazuh_");
  set_fields(fields: select_jsonpath(json: parse_json(raw), paths: { rule_groups: "$.rule.groups", rule_mitre_id: "$.rule.mitre.id", rule_mitre_tactic: "$.rule.mitre.tactic", rule_mitre_technique: "$.rule.mitre.technique" }, exclude_empty_arrays: true), prefix: "wazuh_");
end`;

export const alertTime = `rule "Wazuh: alert time"
when has_field("wazuh_timestamp")
then
  set_field("timestamp", parse_date(value: to_string($message.wazuh_timestamp), pattern: "yyyy-MM-dd'T'HH:mm:ss.SSSZ"));
end`;

/** What a test works with: an input, a stream with an index set of its own, and a pipeline. */
export interface Wazuh {
  readonly inputId: string;
  readonly streamId: string;
  readonly indexSetId: string;
}

/** Brings a server to the content of the recorded one; rules are run in stages of their own. */
export async function wazuhContent(server: Graylog, rules: readonly string[] = [parseAlert]): Promise<Wazuh> {
  const inputId = await rawInput(server);
  const indexSetId = await server.make("/system/indices/index_sets", indexSetBody);
  const streamId = await server.make("/streams", {
    entity: {
      title: "Wazuh",
      index_set_id: indexSetId,
      rules: [{ type: 1, field: "feed", value: "wazuh", inverted: false }],
      remove_matches_from_default_stream: true,
    },
  });
  await server.ask("POST", `/streams/${streamId}/resume`);
  const names: string[] = [];
  for (const source of rules) {
    await server.make("/system/pipelines/rule", { description: "", source });
    names.push(/"([^"]+)"/.exec(source)?.[1] ?? "");
  }
  const stages = names.map((name, index) => `stage ${index} match either\nrule "${name}"`);
  const pipelineId = await server.make("/system/pipelines/pipeline", {
    description: "",
    source: ['pipeline "Wazuh"', ...stages, "end"].join("\n"),
  });
  await server.ask("POST", "/system/pipelines/connections/to_stream", {
    stream_id: streamId,
    pipeline_ids: [pipelineId],
  });
  return { inputId, streamId, indexSetId };
}

/** An alert of rule 100622, as the recorded one. */
export function matchAlert(value: string, agent: string, time: number): string {
  return JSON.stringify({
    timestamp: new Date(time).toISOString().replace("Z", "+0000"),
    rule: {
      level: 12,
      description: "MISP - IoC found",
      id: "100622",
      firedtimes: 1,
      mail: true,
      groups: ["misp", "threat_intel", "misp_alert"],
    },
    agent: { id: "001", name: agent },
    manager: { name: "wazuh.manager" },
    id: "1795506997.52038",
    decoder: { name: "json" },
    data: {
      integration: "misp",
      misp: {
        category: "Network activity",
        value,
        type: "domain",
        source: { alert_id: "1795506996.50370" },
      },
    },
    location: "misp",
  });
}

import { readFileSync } from "node:fs";
import test, { type ExecutionContext } from "ava";
import { masked } from "../support/masked.ts";
import type { Graylog } from "./support.ts";
import { alertTime, graylog, matchAlert, parseAlert, wazuhContent } from "./support.ts";

interface Recorded {
  readonly name: string;
  readonly request: { readonly method: string; readonly path: string; readonly body: unknown };
  readonly response: {
    readonly status: number;
    readonly type: string | null;
    readonly json?: unknown;
    readonly text?: string;
  };
}

const fixture = new URL("../../fixtures/graylog/rest.json", import.meta.url);
const recorded = JSON.parse(readFileSync(fixture, "utf8")) as Recorded[];

function recordedAs(name: string): Recorded {
  const found = recorded.find((one) => one.name === name);
  if (found === undefined) {
    throw new Error(`There is no recorded answer "${name}".`);
  }
  return found;
}

/** What differs from one server to the next. */
const keys = new Set(
  "id _id node_id cluster_id version started_at hostname operating_system created_at modified_at updated_at matched_at creation_date index_set_id stream_id streams pipeline_ids notification_id port index from to time duration timestamp wazuh_timestamp gl2_message_id gl2_source_input gl2_source_node gl2_receive_timestamp gl2_processing_timestamp gl2_processing_duration_ms gl2_remote_port gl2_accounted_message_size gl2_input_message_size next_time triggered_at timerange_from timerange_to".split(
    " ",
  ),
);

/** JSON as the recorded client wrote it, with blanks between the parts: the places in error answers count them. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(spaced).join(", ")}]`;
  }
  if (value !== null && typeof value === "object") {
    return `{${Object.entries(value)
      .map(([key, one]) => `${JSON.stringify(key)}: ${spaced(one)}`)
      .join(", ")}}`;
  }
  return JSON.stringify(value);
}

/** When the recorded message was searched for. */
const recordedAt = Date.parse("2026-11-24T08:21:37.173Z");

async function compare(
  t: ExecutionContext,
  server: Graylog,
  name: string,
  masking: ReadonlySet<string> = keys,
): Promise<void> {
  const { request, response } = recordedAs(name);
  const body = request.body === null ? undefined : spaced(request.body);
  const answer = await server.ask(request.method, request.path.replace(/^\/api/, ""), body);
  t.is(answer.status, response.status, answer.text);
  t.is(answer.headers.get("Content-Type"), response.type);
  if (response.json === undefined) {
    t.is(answer.text, response.text ?? "");
  } else {
    t.deepEqual(masked(answer.json(), masking), masked(response.json, masking));
  }
}

for (const name of [
  "system",
  "lb status",
  "broken rule",
  "stream without the entity wrapper",
  "indexer failures",
  "events search",
]) {
  test(`a fresh server gives the recorded answer to "${name}"`, async (t) => {
    const server = await graylog(t);
    await compare(t, server, name);
  });
}

test("a wrong password gets the recorded answer", async (t) => {
  const server = await graylog(t);
  const headers = { Authorization: `Basic ${Buffer.from("admin:wrong").toString("base64")}` };
  const answer = await server.ask("GET", "/system", undefined, headers);
  const { response } = recordedAs("wrong password");
  t.is(answer.status, response.status);
  t.is(answer.text, "");
  t.is(answer.headers.get("Content-Type"), null);
});

test("a write without X-Requested-By gets the recorded answer", async (t) => {
  const server = await graylog(t);
  const { request, response } = recordedAs("no X-Requested-By");
  const answer = await fetch(`http://127.0.0.1:${server.port}${request.path}`, {
    method: request.method,
    headers: { Authorization: `Basic ${Buffer.from("admin:secret").toString("base64")}` },
    body: JSON.stringify(request.body),
  });
  t.is(answer.status, response.status);
  t.deepEqual(await answer.json(), response.json);
});

test("an unknown property of an input gets the recorded answer", async (t) => {
  const server = await graylog(t);
  const { request, response } = recordedAs("unknown field in an input");
  const answer = await server.ask("POST", "/system/inputs", spaced(request.body));
  t.is(answer.status, response.status);
  t.deepEqual(answer.json(), response.json);
});

test("a server with the recorded content gives the recorded answers", async (t) => {
  const server = await graylog(t, {}, () => recordedAt);
  const { inputId, streamId, indexSetId } = await wazuhContent(server, [parseAlert, alertTime]);
  await server.ask("PUT", "/system/indices/mappings", {
    index_sets: [indexSetId],
    type: "string",
    field: "wazuh_timestamp",
    rotate: true,
  });
  await server.ask("PUT", "/system/urlallowlist", {
    entries: [{ id: "soar", type: "literal", title: "SOAR", value: "http://127.0.0.1:8099/hook" }],
    disabled: false,
  });
  const [recordedNotification] = (
    recordedAs("notifications").response.json as { notifications: { config: Record<string, unknown> }[] }
  ).notifications;
  const { type, url, body_template } = recordedNotification?.config ?? {};
  const notificationId = await server.make("/events/notifications", {
    entity: { title: "SOAR hook", description: "", config: { type, url, body_template } },
  });
  for (const definition of [mispDefinition, manyAlerts]) {
    await server.make("/events/definitions?schedule=true", {
      entity: {
        ...definition,
        config: { ...definition.config, streams: [streamId] },
        notifications: [{ notification_id: notificationId }],
      },
    });
  }
  await server.send(inputId, matchAlert("iabg.de", "win10", Date.parse("2026-11-24T08:21:29.000Z")));
  await server.find("wazuh_data_misp_value:iabg.de");

  await compare(t, server, "streams");
  await compare(t, server, "index sets");
  await compare(t, server, "rules");
  await compare(t, server, "pipelines");
  await compare(t, server, "connections");
  await compare(t, server, "allowlist");
  await compare(t, server, "notifications");
  await compare(t, server, "search by field", new Set([...keys, "message"]));
  await compare(t, server, "messages search");

  // What an input was configured with is shown as it was given, which the recorded one was not given the same way.
  const attributes = new Set([...keys, "attributes"]);
  await compare(t, server, "inputs", attributes);
  await compare(t, server, "input states", attributes);

  const definitions = (await server.ask("GET", "/events/definitions")).json() as {
    event_definitions: { title: string }[];
  };
  const wanted = recordedAs("event definitions").response.json as typeof definitions;
  const byTitle = (all: typeof definitions, title: string): unknown =>
    masked(
      all.event_definitions.find((one) => one.title === title),
      keys,
    );
  for (const title of ["MISP IoC", "Many alerts", "System notification events"]) {
    t.deepEqual(byTitle(definitions, title), byTitle(wanted, title), title);
  }
});

test("the title of a rule is in its source, and a second one is refused as recorded", async (t) => {
  const server = await graylog(t);
  const { request, response } = recordedAs("rule twice");
  await server.make("/system/pipelines/rule", request.body);
  const answer = await server.ask("POST", "/system/pipelines/rule", request.body);
  t.is(answer.status, response.status);
  const text = (value: unknown): string =>
    (value as { message: string }).message.replace(/127\.0\.0\.1:\d+/, "");
  t.is(text(answer.json()), text(response.json));
});

const fieldSpec = (field: string): object => ({
  data_type: "string",
  providers: [{ type: "template-v1", template: `\${source.${field}}`, require_values: false }],
});

const mispDefinition = {
  title: "MISP IoC",
  description: "",
  priority: 3,
  alert: true,
  config: {
    type: "aggregation-v1",
    query: "wazuh_rule_id:100622",
    group_by: [] as string[],
    series: [] as object[],
    search_within_ms: 5000,
    execute_every_ms: 5000,
    event_limit: 100,
  },
  field_spec: { ioc: fieldSpec("wazuh_data_misp_value"), agent: fieldSpec("wazuh_agent_name") },
  key_spec: ["ioc"],
  notification_settings: { grace_period_ms: 0, backlog_size: 3 },
};

const manyAlerts = {
  ...mispDefinition,
  title: "Many alerts",
  config: {
    type: "aggregation-v1",
    query: "*",
    group_by: ["wazuh_agent_name"],
    series: [{ type: "count", id: "count()", field: null }],
    conditions: {
      expression: {
        expr: ">=",
        left: { expr: "number-ref", ref: "count()" },
        right: { expr: "number", value: 3.0 },
      },
    },
    search_within_ms: 15_000,
    execute_every_ms: 15_000,
    event_limit: 100,
  },
  key_spec: ["agent"],
};

test("an input that is made runs, and tells so as recorded", async (t) => {
  const server = await graylog(t);
  const { request, response } = recordedAs("create a raw TCP input");
  const { configuration, ...body } = request.body as { configuration: object };
  const made = await server.ask("POST", "/system/inputs", {
    ...body,
    configuration: { ...configuration, port: 0 },
  });
  t.is(made.status, response.status);
  t.deepEqual(masked(made.json(), keys), masked(response.json, keys));
  const { id } = made.json() as { id: string };
  const state = await server.ask("GET", `/system/inputstates/${id}`);
  t.deepEqual(masked(state.json(), keys), masked(recordedAs("its state").response.json, keys));
});

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { temporaryFolder } from "../support/folder.ts";
import { graylog, indexSetBody, matchAlert, parseAlert, wazuhContent } from "./support.ts";

const unknown: Readonly<
  Record<string, { readonly path: string; readonly body: object; readonly property: string }>
> = {
  "an index set": { path: "/system/indices/index_sets", body: { title: "x", colour: 1 }, property: "colour" },
  "a stream": { path: "/streams", body: { entity: { title: "x", nope: 1 } }, property: "nope" },
  "a stream's rule": {
    path: "/streams",
    body: { entity: { title: "x", rules: [{ type: 1, nope: 1 }] } },
    property: "nope",
  },
  "a rule": { path: "/system/pipelines/rule", body: { source: "", nope: 1 }, property: "nope" },
  "a pipeline": { path: "/system/pipelines/pipeline", body: { source: "", nope: 1 }, property: "nope" },
  "a connection": { path: "/system/pipelines/connections/to_stream", body: { nope: 1 }, property: "nope" },
  "an event definition": { path: "/events/definitions", body: { entity: { nope: 1 } }, property: "nope" },
  "an event definition's configuration": {
    path: "/events/definitions",
    body: { entity: { config: { type: "aggregation-v1", nope: 1 } } },
    property: "nope",
  },
  "an event definition's field": {
    path: "/events/definitions",
    body: { entity: { field_spec: { a: { providers: [{ type: "template-v1", nope: 1 }] } } } },
    property: "nope",
  },
  "a notification": { path: "/events/notifications", body: { entity: { nope: 1 } }, property: "nope" },
  "a notification's configuration": {
    path: "/events/notifications",
    body: { entity: { config: { type: "http-notification-v2", urll: "x" } } },
    property: "urll",
  },
  "a search": { path: "/views/search", body: { queries: [{ nope: 1 }] }, property: "nope" },
  "a widget": {
    path: "/views",
    body: { entity: { state: { q: { widgets: [{ nope: 1 }] } } } },
    property: "nope",
  },
  "a search for messages": { path: "/search/messages", body: { nope: 1 }, property: "nope" },
  "a search for events": { path: "/events/search", body: { filter: { nope: 1 } }, property: "nope" },
};

for (const [what, { path, body, property }] of Object.entries(unknown)) {
  test(`an unknown property of ${what} is refused`, async (t) => {
    const server = await graylog(t);
    const answer = await server.ask("POST", path, body);
    t.is(answer.status, 400, answer.text);
    t.regex(answer.text, new RegExp(`Unable to map property ${property}\\.\\\\nKnown properties include: `));
  });
}

test("an input's configuration may have any property", async (t) => {
  const server = await graylog(t);
  const id = await server.make("/system/inputs", {
    title: "x",
    type: "org.graylog2.inputs.raw.tcp.RawTCPInput",
    global: true,
    configuration: { bind_address: "127.0.0.1", port: 0, nonsense: 1 },
  });
  t.like((await server.ask("GET", `/system/inputs/${id}`)).json(), { attributes: { nonsense: 1 } });
});

test("an input or extractor that only Graylog has is refused with a word of the stand-in's own", async (t) => {
  const server = await graylog(t);
  const answer = await server.ask("POST", "/system/inputs", {
    title: "x",
    type: "org.graylog2.inputs.gelf.tcp.GELFTCPInput",
    global: true,
    configuration: {},
  });
  t.is(answer.status, 404);
  t.regex(answer.text, /\[rehearsal\]/);
});

test("the wrapper is wanted by streams, notifications, definitions and views", async (t) => {
  const server = await graylog(t);
  for (const path of ["/streams", "/events/notifications", "/events/definitions", "/views"]) {
    const answer = await server.ask("POST", path, { title: "x" });
    t.is(answer.status, 400, path);
    t.regex(answer.text, /entity cannot be null/, path);
  }
});

test("a stream begins paused, takes nothing until it is resumed, and is deleted with its connections", async (t) => {
  const server = await graylog(t);
  const { inputId, streamId } = await wazuhContent(server);
  t.like((await server.ask("GET", `/streams/${streamId}`)).json(), { disabled: false });
  await server.ask("POST", `/streams/${streamId}/pause`);
  await server.send(inputId, matchAlert("paused.test", "win10", Date.now()));
  t.like((await server.find("paused.test"))[0], { streams: ["000000000000000000000001"] });
  t.is((await server.ask("POST", `/streams/${streamId}/resume`)).status, 204);
  await server.send(inputId, matchAlert("resumed.test", "win10", Date.now()));
  t.like((await server.find("wazuh_data_misp_value:resumed.test"))[0], { streams: [streamId] });
  t.is((await server.ask("DELETE", `/streams/${streamId}`)).status, 204);
  t.deepEqual((await server.ask("GET", "/system/pipelines/connections")).json(), []);
});

test("an update of a stream leaves its rules alone, and what is in a wrapper is ignored", async (t) => {
  const server = await graylog(t);
  const { streamId, indexSetId } = await wazuhContent(server);
  const update = { title: "other", index_set_id: indexSetId, rules: [] };
  const path = `/streams/${streamId}`;
  t.is((await server.ask("PUT", path, { entity: { ...update, title: "wrapped" } })).status, 200);
  t.not(((await server.ask("GET", path)).json() as { title: string }).title, "wrapped");
  await server.ask("PUT", path, update);
  const { title, rules } = (await server.ask("GET", `/streams/${streamId}`)).json() as {
    title: string;
    rules: unknown[];
  };
  t.is(title, "other");
  t.is(rules.length, 1);
});

test("index prefixes may not begin with one another", async (t) => {
  const server = await graylog(t);
  await server.make("/system/indices/index_sets", indexSetBody);
  for (const prefix of ["wazuh-alerts", "wazuh", "wazuh-alerts-2", "Wazuh!"]) {
    const answer = await server.ask("POST", "/system/indices/index_sets", {
      ...indexSetBody,
      index_prefix: prefix,
    });
    t.is(answer.status, 400, prefix);
  }
});

test("a pipeline may name a rule that does not exist, and works with the others", async (t) => {
  const server = await graylog(t);
  const { inputId, streamId } = await wazuhContent(server);
  const id = await server.make("/system/pipelines/pipeline", {
    description: "",
    source:
      'pipeline "second"\nstage 0 match either\nrule "nobody wrote this"\nrule "Wazuh: parse alert"\nend',
  });
  t.like((await server.ask("GET", `/system/pipelines/pipeline/${id}`)).json(), { errors: null });
  await server.ask("POST", "/system/pipelines/connections/to_pipeline", {
    pipeline_id: id,
    stream_ids: [streamId],
  });
  await server.send(inputId, matchAlert("iabg.de", "win10", Date.now()));
  t.is((await server.find("wazuh_data_misp_value:iabg.de")).length, 1);
});

test("a rule that is changed works from the next message on", async (t) => {
  const server = await graylog(t);
  const { inputId } = await wazuhContent(server);
  const [rule] = (await server.ask("GET", "/system/pipelines/rule")).json() as { id: string }[];
  const changed = { source: parseAlert.replaceAll('prefix: "wazuh_"', 'prefix: "other_"'), description: "" };
  t.is((await server.ask("PUT", `/system/pipelines/rule/${rule?.id}`, changed)).status, 200);
  await server.send(inputId, matchAlert("iabg.de", "win10", Date.now()));
  t.is((await server.find("other_data_misp_value:iabg.de")).length, 1);
});

test("a leading wildcard is a failure of the search", async (t) => {
  const server = await graylog(t);
  const answer = await server.ask("GET", "/search/universal/relative?range=0&query=a:*b");
  t.is(answer.status, 500);
  t.regex(answer.text, /not allowed as first character/);
});

test("a token opens what the password does, until it is deleted", async (t) => {
  const server = await graylog(t);
  const made = (await server.ask("POST", "/users/admin/tokens/lab")).json() as { id: string; token: string };
  const Authorization = `Basic ${Buffer.from(`${made.token}:token`).toString("base64")}`;
  t.is((await server.ask("GET", "/system", undefined, { Authorization })).status, 200);
  await server.ask("DELETE", `/users/admin/tokens/${made.id}`);
  t.is((await server.ask("GET", "/system", undefined, { Authorization })).status, 401);
});

test("a dashboard needs a search that exists and a place for each widget, and its search can be run", async (t) => {
  const server = await graylog(t);
  const { inputId, streamId } = await wazuhContent(server);
  for (const agent of ["win10", "win10", "linux"]) {
    await server.send(inputId, matchAlert("iabg.de", agent, Date.now()));
  }
  await server.find("wazuh_rule_id:100622", 3);
  const series = [{ type: "count", id: "count()", field: null }];
  const byAgent = {
    id: "by-agent",
    type: "pivot",
    row_groups: [{ type: "values", fields: ["wazuh_agent_name"], limit: 10 }],
    series,
    rollup: true,
  };
  const byGroup = {
    ...byAgent,
    id: "by-group",
    row_groups: [{ type: "values", fields: ["wazuh_rule_groups"], limit: 2 }],
    rollup: false,
  };
  const overTime = {
    ...byAgent,
    id: "over-time",
    row_groups: [{ type: "time", fields: ["timestamp"], interval: { type: "timeunit", timeunit: "1w" } }],
  };
  const search = await server.ask("POST", "/views/search", {
    queries: [
      {
        id: "q",
        timerange: { type: "relative", range: 300 },
        filter: { type: "or", filters: [{ type: "stream", id: streamId }] },
        query: { type: "elasticsearch", query_string: "wazuh_rule_id:100622" },
        search_types: [byAgent, byGroup, overTime, { id: "list", type: "messages", limit: 1 }],
      },
    ],
  });
  t.is(search.status, 201);
  const { id: searchId } = search.json() as { id: string };
  const run = await server.ask("POST", `/views/search/${searchId}/execute`, {});
  const { results } = run.json() as {
    results: {
      q: {
        search_types: Record<
          string,
          { rows: { key: string[]; values: { value: number }[] }[]; total_results: number }
        >;
      };
    };
  };
  const rows = (id: string): unknown =>
    results.q.search_types[id]?.rows.map(({ key, values }) => [...key, values[0]?.value]);
  t.deepEqual(rows("by-agent"), [["win10", 2], ["linux", 1], [3]]);
  t.deepEqual(rows("by-group"), [
    ["misp", 3],
    ["misp_alert", 3],
  ]);
  t.is((rows("over-time") as unknown[]).length >= 2, true);
  t.is(results.q.search_types["list"]?.total_results, 3);

  const widgets = [{ id: "w", type: "aggregation", config: {} }];
  const entity = {
    type: "DASHBOARD",
    title: "d",
    search_id: searchId,
    state: { q: { titles: {}, widgets, positions: { w: {} } } },
  };
  t.is((await server.ask("POST", "/views", { entity: { ...entity, search_id: "unknown" } })).status, 400);
  const unplaced = { ...entity, state: { q: { widgets } } };
  t.is((await server.ask("POST", "/views", { entity: unplaced })).status, 400);
  const made = await server.ask("POST", "/views", { entity });
  t.is(made.status, 200);
  t.like((await server.ask("GET", "/dashboards")).json(), { total: 1, elements: [{ title: "d" }] });
});

test("a lookup table over a CSV file is asked by rules and by REST", async (t) => {
  const server = await graylog(t);
  const path = join(temporaryFolder(t), "owners.csv");
  writeFileSync(path, '"agent","owner"\n"win10","Ada, of ""IT"""\n');
  const adapter = await server.make("/system/lookup/adapters", {
    title: "owners",
    name: "owners",
    description: "",
    config: {
      type: "csvfile",
      path,
      separator: ",",
      quotechar: '"',
      key_column: "agent",
      value_column: "owner",
      check_interval: 60,
      case_insensitive_lookup: true,
    },
  });
  const cache = await server.make("/system/lookup/caches", {
    title: "none",
    name: "none",
    description: "",
    config: { type: "none" },
  });
  await server.make("/system/lookup/tables", {
    title: "owners",
    name: "owners",
    description: "",
    data_adapter_id: adapter,
    cache_id: cache,
    default_single_value: "",
    default_single_value_type: "NULL",
    default_multi_value: "",
    default_multi_value_type: "NULL",
  });
  t.like((await server.ask("GET", "/system/lookup/tables/owners/query?key=WIN10")).json(), {
    single_value: 'Ada, of "IT"',
  });
  const rule =
    'rule "owner" when true then set_field("owner", lookup_value("owners", to_string($message.message))); end';
  const { inputId } = await wazuhContent(server, [rule]);
  await server.send(inputId, "win10", "unknown");
  const found = await server.find("_exists_:owner");
  t.is(found[0]?.["owner"], 'Ada, of "IT"');
  const refused = await server.ask("POST", "/system/lookup/adapters", {
    title: "x",
    name: "x",
    description: "",
    config: { type: "mongodb" },
  });
  t.is(refused.status, 400);
});

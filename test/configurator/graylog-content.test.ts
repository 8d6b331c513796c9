import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { agentOwnersTable } from "../../components/graylog/agent-owners.ts";
import { alertFields, graylogName } from "../../components/graylog/alert-fields.ts";
import { sysmonFields, systemFields } from "../../analysis/check/sysmon-fields.ts";
import type { Found } from "../rehearsal/graylog/support.ts";
import { matchAlert, recordedAlerts, startGraylogLab, type GraylogLab } from "./graylog-lab.ts";

const now = Date.parse("2026-11-24T08:00:00.000Z");

/** What the index has refused. */
async function refused({ server }: GraylogLab): Promise<unknown> {
  return (await server.ask("GET", "/system/indexer/failures")).json();
}

/** Titles of the streams that each message is in. */
async function streamsOf({ server }: GraylogLab, messages: readonly Found[]): Promise<string[][]> {
  const { streams } = (await server.ask("GET", "/streams")).json() as {
    streams: { id: string; title: string }[];
  };
  const titles = new Map(streams.map(({ id, title }) => [id, title]));
  return messages.map((message) => (message["streams"] as string[]).map((id) => titles.get(id) ?? id).sort());
}

const leaves = (value: unknown, path = ""): string[] =>
  value !== null && typeof value === "object" && !Array.isArray(value)
    ? Object.entries(value).flatMap(([key, one]) => leaves(one, path === "" ? key : `${path}.${key}`))
    : [path];

const at = (value: unknown, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>((found, key) => (found as Record<string, unknown> | undefined)?.[key], value);

test("every field of the alerts that a real manager wrote is a field in Graylog, with its value", async (t) => {
  const lab = await startGraylogLab(t);
  const lines = recordedAlerts();
  const messages = await lab.send(lines);
  t.is(messages.length, lines.length);
  for (const line of lines) {
    const alert = JSON.parse(line) as Record<string, unknown>;
    const message = messages.find((one) => one["wazuh_id"] === alert["id"])!;
    for (const path of leaves(alert)) {
      const value = at(alert, path);
      const kept = message[graylogName(path)];
      const expected = typeof value === "number" && typeof kept === "string" ? String(value) : value;
      t.deepEqual(
        kept,
        typeof value === "boolean"
          ? String(value)
          : typeof expected === "string"
            ? expected.trim()
            : expected,
        path,
      );
    }
  }
  t.like(await refused(lab), { total: 0 });
});

test("every field of Sysmon's manifest is a field in Graylog", (t) => {
  const known = new Set(alertFields.map(({ path }) => path));
  for (const name of [...systemFields, ...[...sysmonFields.values()].flat()]) {
    t.true(known.has(`data.${name}`), name);
  }
});

test("fields are fewer than an index takes, and no two paths share a name", (t) => {
  const paths = new Set(alertFields.map(({ path }) => path));
  t.is(new Set([...paths].map(graylogName)).size, paths.size);
  t.true(paths.size < 800, `${paths.size}`);
});

/** Alerts whose data are of every shape that an endpoint can make them. */
const hostileData: readonly (readonly [string, object])[] = [
  ["a date first", { srcip: "2026-11-24", status: "2026-11-24T08:00:00Z", action: "2026/11/24" }],
  ["then a text", { srcip: "evil", status: "n/a", action: "x" }],
  ["then a number", { srcip: 1, status: 7.5, action: true }],
  ["then an object", { srcip: { a: 1 }, status: { b: { c: [1] } }, action: [] }],
  ["then a list of objects", { srcip: [{ a: 1 }], status: [{ b: 2 }, { b: 7.5 }], action: [[1]] }],
  ["a keyword of 100,000 bytes", { url: "ä".repeat(50_000), misp: { value: "x".repeat(100_000) } }],
  ["a name with a point in it", { "misp.value": "x", "a.b": 1, "": 2, "a b": 3 }],
  [
    "lists of objects where texts should be",
    { misp: { tags: [{ a: 1 }, { b: [2] }], matches: { values: { c: 1 } } } },
  ],
  ["a list of very long texts", { misp: { tags: ["y".repeat(40_000)] } }],
  ["a number where a list should be", { misp: { tags: 7, matches: { tags: [1, true, null, 7.5] } } }],
  ["2,000 names", Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`name${index}`, index]))],
  ["200 objects in each other", Array.from({ length: 200 }).reduce<object>((inner) => ({ inner }), {})],
];

test("no alert is refused, whatever its data are, and in whatever order they come", async (t) => {
  const alerts = [...hostileData, ...hostileData.toReversed()].map(([name, data], index) =>
    JSON.stringify({
      ...(JSON.parse(matchAlert(index, { time: now })) as object),
      id: `1.${index}`,
      location: name,
      data,
    }),
  );
  const lab = await startGraylogLab(t);
  const messages = await lab.send(alerts);
  t.like(await refused(lab), { total: 0 });
  t.deepEqual(
    messages.map((message) => message["wazuh_location"]).sort(),
    [...hostileData, ...hostileData].map(([name]) => name).sort(),
  );
  t.false(messages.some((message) => Object.hasOwn(message, "lab_lists")));
  const told = messages
    .filter((message) => Object.hasOwn(message, "lab_problem"))
    .map((message) => message["wazuh_location"]);
  t.deepEqual([...new Set(told)].sort(), [
    "a list of very long texts",
    "lists of objects where texts should be",
  ]);
});

test("what is no alert, is cut off, or has no time is kept in a stream of its own, with the reason", async (t) => {
  const lab = await startGraylogLab(t);
  const whole = matchAlert(1, { time: now });
  const timeless = { ...(JSON.parse(whole) as object), timestamp: undefined };
  const messages = await lab.send([
    "Nov 24 08:00:00 host app: no JSON at all",
    whole.slice(0, 300),
    '{"hello":"world"}',
    "[1,2]",
    JSON.stringify(timeless),
    JSON.stringify({ ...(JSON.parse(whole) as object), timestamp: "yesterday" }),
    whole + whole,
    whole,
  ]);
  const streams = await streamsOf(lab, messages);
  const reasons = messages.map((message) => message["lab_problem"]);
  const none = "it is not one whole alert as JSON: no rule or no time in it";
  t.deepEqual(reasons, [
    none,
    none,
    none,
    none,
    none,
    "its time cannot be read",
    "it has several alerts in it, of which only the first is read",
    undefined,
  ]);
  streams.forEach((titles, index) => t.is(titles.includes("wazuh problems"), index < 7, `${index}`));
  t.is(messages[0]!["message"], "Nov 24 08:00:00 host app: no JSON at all");
  t.like(await refused(lab), { total: 0 });
});

test("many alerts in one buffer are each a message", async (t) => {
  const lab = await startGraylogLab(t);
  const lines = Array.from({ length: 300 }, (_, number) =>
    matchAlert(number, { time: now, indicator: `n${number}.test` }),
  );
  const messages = await lab.send(lines);
  t.is(new Set(messages.map((message) => message["wazuh_data_misp_indicator_value"])).size, 300);
});

test("an alert keeps its own time, and how late it was, beside the time of its receipt", async (t) => {
  const lab = await startGraylogLab(t);
  const [message] = await lab.send([matchAlert(1, { time: now - 3_723_456 })]);
  t.like(message, {
    timestamp: "2026-11-24T08:00:00.000Z",
    wazuh_timestamp: "2026-11-24T06:57:56.544+0000",
    alert_time: "2026-11-24T06:57:56.544Z",
    alert_lag_seconds: 3_723.456,
  });
});

test("each element of a list is found by itself, and numbers by their size", async (t) => {
  const lab = await startGraylogLab(t);
  await lab.send([matchAlert(1, { time: now })]);
  for (const query of [
    "wazuh_rule_groups:misp_match",
    "wazuh_rule_groups:threat_intel",
    'wazuh_data_misp_tags:"tlp:white"',
    String.raw`wazuh_data_misp_tags:"misp-galaxy:threat-actor=\"Sofacy\""`,
    "wazuh_rule_level:>=12",
    "wazuh_rule_level:[10 TO 12]",
    "message:iabg.de",
  ]) {
    t.is((await lab.server.find(query)).length, 1, query);
  }
  t.deepEqual(await lab.server.find("wazuh_rule_level:>12", 0), []);
});

test("a match is known by the group of its rule, whatever the rule, and by nothing that an endpoint can write", async (t) => {
  const lab = await startGraylogLab(t);
  const change = (rule: object, data: object = {}) =>
    JSON.stringify({
      ...(JSON.parse(matchAlert(1, { time: now })) as object),
      rule: { level: 5, id: "100623", description: "", ...rule },
      ...data,
    });
  const messages = await lab.send([
    change({ groups: ["misp", "misp_match"] }),
    change({ groups: ["misp_match"], id: "100650" }),
    change({ groups: ["misp", "misp_error"] }),
    change({ groups: ["misp", "misp_matching"] }),
    change({ groups: ["web"], description: 'a ["misp_match"] in words' }),
    change(
      { groups: ["web"] },
      { data: { groups: ["misp_match"], misp: { value: "x", tags: ["misp_match"] } } },
    ),
  ]);
  t.deepEqual(
    (await streamsOf(lab, messages)).map((titles) => titles.filter((title) => title !== "wazuh")),
    [["misp matches"], ["misp matches"], ["misp errors"], [], [], []],
  );
});

function ownersFile(t: ExecutionContext, owners: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "owners-"));
  t.teardown(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "owners.csv"), agentOwnersTable(owners));
  return join(folder, "owners.csv");
}

test("an alert names the owner of its agent, and a match that of the agent it was seen on", async (t) => {
  const owners = ownersFile(t, { win10: 'it@example.org, "the desk"', "wazuh.manager": "soc@example.org" });
  const lab = await startGraylogLab(t, { owners });
  const messages = await lab.send([
    matchAlert(1, { time: now, agent: "WIN10" }),
    matchAlert(2, { time: now, agent: "nobody" }),
    recordedAlerts()[0]!,
  ]);
  t.deepEqual(
    messages.map((message) => message["agent_owner"]),
    ['it@example.org, "the desk"', "soc@example.org", 'it@example.org, "the desk"'],
  );
});

test("the dashboard counts matches by indicator, agent, event and tag", async (t) => {
  const lab = await startGraylogLab(t);
  await lab.send([
    matchAlert(1, { time: now, indicator: "iabg.de" }),
    matchAlert(2, { time: now, indicator: "iabg.de", agent: "web01" }),
    matchAlert(3, { time: now, indicator: "evil.test" }),
    "no alert",
  ]);
  const { elements } = (await lab.server.ask("GET", "/dashboards")).json() as {
    elements: { id: string; title: string }[];
  };
  t.deepEqual(
    elements.map(({ title }) => title),
    ["MISP matches"],
  );
  const view = (await lab.server.ask("GET", `/views/${elements[0]!.id}`)).json() as {
    search_id: string;
    state: Record<
      string,
      { titles: { widget: Record<string, string> }; widget_mapping: Record<string, string[]> }
    >;
  };
  const answer = (await lab.server.ask("POST", `/views/search/${view.search_id}/execute`, {})).json() as {
    results: Record<
      string,
      {
        search_types: Record<
          string,
          { total_results?: number; rows?: { key: string[]; values: { value: number }[] }[] }
        >;
      }
    >;
  };
  const [queryId, state] = Object.entries(view.state)[0]!;
  const rowsOf = (title: string) => {
    const [widget] = Object.entries(state.titles.widget).find(([, named]) => named === title)!;
    const found = answer.results[queryId]!.search_types[state.widget_mapping[widget]![0]!]!;
    return (
      found.rows?.filter(({ key }) => key.length > 0).map(({ key, values }) => [...key, values[0]!.value]) ??
      found.total_results
    );
  };
  t.deepEqual(rowsOf("By indicator"), [
    ["iabg.de", "domain", 2],
    ["evil.test", "domain", 1],
  ]);
  t.deepEqual(rowsOf("By agent"), [
    ["win10", 2],
    ["web01", 1],
  ]);
  t.deepEqual(rowsOf("By MISP event"), [["Lab: domains", "high", 3]]);
  t.deepEqual(rowsOf("By tag"), [
    ['misp-galaxy:threat-actor="Sofacy"', 3],
    ["tlp:white", 3],
  ]);
  t.is(rowsOf("The last matches"), 3);
  t.is(rowsOf("What was not read as a whole, and why"), 1);
});

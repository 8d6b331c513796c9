// Every event of events/ on the whole way: the manager's stand-in, the compiled custom-misp, MISP's, Fluent Bit's and
// Graylog's stand-ins with the lab's own content, and the ticket desk.
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { alertFields, graylogName } from "../../components/graylog/alert-fields.ts";
import { matchPriorities } from "../../components/graylog/priorities.ts";
import { startGraylogLab } from "../configurator/graylog-lab.ts";
import { pipeline, tailToTcp } from "../rehearsal/fluent-bit/support.ts";
import type { Found } from "../rehearsal/graylog/support.ts";
import { temporaryFolder } from "../rehearsal/support/folder.ts";
import { until } from "../rehearsal/support/until.ts";
import { type Alert, agentOf, cases, play, type Played } from "./play.ts";

/** What the first test played; the second one goes on with it. */
let played: Promise<Played> | undefined;

const alertOf = ({ rule: { id, level, groups } }: Alert) => ({ rule: Number(id), level, groups });

test.serial(
  "every event becomes the alert, the look-up and the match that is expected of it, and nothing else",
  async (t) => {
    const { alerts, calls } = await (played = play(t));
    for (const [index, each] of cases.entries()) {
      const agent = agentOf(index);
      const [first, second, ...more] = alerts.filter((alert) => alert.agent.id === agent);
      const [call, ...otherCalls] = calls.filter(({ agent_id }) => agent_id === agent);
      t.deepEqual(first ? alertOf(first) : "none", each.alert, each.event);
      t.deepEqual(call?.indicators ?? "not called", each.indicators ?? "not called", each.event);
      t.is(second !== undefined, each.raised !== undefined, each.event);
      t.deepEqual([more, otherCalls], [[], []], each.event);
      if (second && each.raised) {
        const { indicator, mitre, ...raised } = each.raised;
        const { indicator: found, source } = second.data!.misp!;
        t.deepEqual(alertOf(second), raised, each.event);
        t.deepEqual(second.rule.mitre?.id, mitre);
        t.is(`${found.kind}:${found.value}`, indicator);
        t.is(source.alert_id, first!.id);
      }
    }
  },
);

/** What Graylog has to hold of an alert: each of its fields, by the table of what is kept. */
function expectedFields(alert: object): Record<string, unknown> {
  const fields = alertFields.flatMap(({ path, kind }) => {
    const value = path
      .split(".")
      .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], alert);
    if (value === undefined) {
      return [];
    }
    const text = textOf(value).trim();
    const kept = kind === "list" ? [value].flat() : kind === "number" ? Number(value) : text;
    return [[graylogName(path), kept] as const];
  });
  return Object.fromEntries(fields);
}

/** As Graylog writes a value as text: without blanks around it, and a list as Java does. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map((item) => JSON.stringify(item)).join(", ")}]`;
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}

test.serial("every alert is whole in Graylog, and each match, and nothing else, is one ticket", async (t) => {
  const { lines, alerts } = await played!;
  const lab = await startGraylogLab(t);
  const { inputs } = (await lab.server.ask("GET", "/system/inputs")).json() as {
    inputs: { id: string; title: string }[];
  };
  const port = lab.server.graylog.inputs.port(inputs.find(({ title }) => title === "wazuh")!.id)!;
  const folder = temporaryFolder(t);
  appendFileSync(join(folder, "alerts.json"), lines.map((line) => `${line}\n`).join(""));
  await pipeline(t, folder, tailToTcp(folder, port, { input: "Read_from_Head On" }));
  const messages = await lab.server.find("feed:wazuh", lines.length);
  for (const alert of alerts) {
    const message = messages.find((each) => each["wazuh_id"] === alert.id);
    const fields = expectedFields(alert);
    t.deepEqual(partOf(message ?? {}, Object.keys(fields)), fields, alert.id);
  }
  t.deepEqual(await lab.server.find("_exists_:lab_problem", 0), []);

  lab.pass(60);
  const matches = alerts.filter(({ data }) => data?.misp);
  await until("a ticket for each match", () => lab.store.all().length >= matches.length);
  const byAgent = <T extends { readonly agent: string }>(tickets: readonly T[]): T[] =>
    tickets.toSorted((one, other) => one.agent.localeCompare(other.agent));
  t.deepEqual(
    byAgent(lab.store.all()).map(({ indicator, agent, priority, alert_ids, count }) => ({
      indicator,
      agent,
      priority,
      alert_ids,
      count,
    })),
    byAgent(matches.map(ticketOf)),
  );
});

const partOf = (message: Found, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.map((name) => [name, message[name]]));

/** The ticket that a match has to become. */
function ticketOf({ data }: Alert) {
  const { indicator, source, threat_level } = data!.misp!;
  const { priority } = matchPriorities.find(
    ({ threatLevel }) => threatLevel === undefined || threatLevel === threat_level,
  )!;
  return {
    indicator: indicator.value,
    agent: source.agent_name,
    priority: String(priority),
    alert_ids: [source.alert_id],
    count: 1,
  };
}

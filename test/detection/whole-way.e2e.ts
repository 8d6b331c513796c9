// Every event of events/ on the whole way, in the lab as the program deploys it: the manager's stand-in, the compiled
// custom-misp, MISP's, Fluent Bit's and Graylog's stand-ins, the ticket desk, and what reads the evidence of each hop.
import test from "ava";
import { alertFields, graylogName } from "../../components/graylog/alert-fields.ts";
import { matchPriorities } from "../../components/graylog/priorities.ts";
import { hops } from "../../evidence/hop.ts";
import { trace } from "../../evidence/trace.ts";
import type { Found } from "../rehearsal/graylog/support.ts";
import { until } from "../rehearsal/support/until.ts";
import { type Alert, agentOf, cases, play, type Played } from "./play.ts";

/** What is played once, for all tests. */
let played: Played;
const ends: (() => unknown)[] = [];

test.before(async () => {
  played = await play({ teardown: (end) => ends.push(end) });
});

test.after.always(async () => {
  for (const end of ends.toReversed()) {
    await end();
  }
});

const alertOf = ({ rule: { id, level, groups } }: Alert) => ({ rule: Number(id), level, groups });

test.serial(
  "every event becomes the alert, the look-up and the match that is expected of it, and nothing else",
  (t) => {
    const { alerts, calls } = played;
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
  const { alerts, lab } = played;
  const messages = await lab.find("feed:wazuh", alerts.length);
  for (const alert of alerts) {
    const message = messages.find((each) => each["wazuh_id"] === alert.id);
    const fields = expectedFields(alert);
    t.deepEqual(partOf(message ?? {}, Object.keys(fields)), fields, alert.id);
  }
  t.deepEqual(await lab.find("_exists_:lab_problem", 0), []);

  lab.pass(60);
  await until("a ticket for each match", () => lab.store.all().length >= matches(alerts).length);
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
    byAgent(matches(alerts).map(ticketOf)),
  );
  t.is(await lab.proveTickets(), "every match has its ticket");
});

test.serial("evidence is found of every hop that an alert has passed, and of no other", async (t) => {
  const { alerts, calls, lab } = played;
  const called = new Set(calls.map(({ alert_id }) => alert_id));
  const matched = new Set(matches(alerts).map(({ data }) => data!.misp!.source.alert_id));
  for (const { id, agent } of alerts.filter(({ data }) => !data?.misp)) {
    const { passed, troubles } = await trace(lab, { alertId: id });
    t.is(troubles, undefined);
    t.deepEqual(
      passed.map(({ hop }) => hop),
      matched.has(id) ? hops : hops.slice(0, called.has(id) ? 3 : 2),
      `alert ${id} of ${agent.name}`,
    );
  }
});

const matches = (alerts: readonly Alert[]): Alert[] => alerts.filter(({ data }) => data?.misp);

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

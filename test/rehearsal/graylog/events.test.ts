import test from "ava";
import type { ExecutionContext } from "ava";
import { until } from "../support/until.ts";
import { receiveHooks } from "./hooks.ts";
import type { Hooks } from "./hooks.ts";
import type { Graylog, Wazuh } from "./support.ts";
import { alertTime, graylog, matchAlert, parseAlert, wazuhContent } from "./support.ts";

/** A clock that a test moves, in milliseconds since 1970. */
class TestClock {
  now = Date.parse("2026-11-24T08:00:00.000Z");
  readonly tell = (): number => this.now;
}

interface Lab {
  readonly server: Graylog;
  readonly clock: TestClock;
  readonly hooks: Hooks;
  readonly wazuh: Wazuh;
  /** Sends a match now, whose own time is so many milliseconds ago, and waits until it is indexed. */
  readonly match: (value: string, age?: number, agent?: string) => Promise<void>;
  /** Lets time pass in steps of a second, with the scheduler running. */
  readonly pass: (seconds: number) => void;
  /** Waits until so many notifications were received in all, and gives the values that they were for. */
  readonly notified: (count: number) => Promise<string[]>;
}

const definition = {
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
  field_spec: {
    ioc: {
      data_type: "string",
      providers: [{ type: "template-v1", template: "${source.wazuh_data_misp_value}", require_values: true }],
    },
  },
  key_spec: ["ioc"],
  notification_settings: { grace_period_ms: 0, backlog_size: 5 },
};

type Change = { readonly [K in keyof typeof definition]?: unknown };

async function lab(
  t: ExecutionContext,
  change: Change = {},
  rules: readonly string[] = [parseAlert],
): Promise<Lab> {
  const clock = new TestClock();
  const hooks = await receiveHooks(t);
  // The scheduler is run by the test, in its own time.
  const server = await graylog(t, { schedulerInterval: 3_600_000, schedulerRetry: 5000 }, clock.tell);
  const wazuh = await wazuhContent(server, rules);
  await server.ask("PUT", "/system/urlallowlist", {
    entries: [{ id: "a", title: "a", value: hooks.url, type: "literal" }],
    disabled: false,
  });
  const notificationId = await server.make("/events/notifications", {
    entity: {
      title: "hook",
      description: "",
      config: {
        type: "http-notification-v2",
        url: hooks.url,
        body_template: '{"ioc":"${event.fields.ioc}","key":"${event.key}"}',
      },
    },
  });
  const entity = { ...definition, ...change };
  await server.make("/events/definitions?schedule=true", {
    entity: {
      ...entity,
      config: { ...(entity.config as object), streams: [wazuh.streamId] },
      notifications: [{ notification_id: notificationId }],
    },
  });
  let sent = 0;
  return {
    server,
    clock,
    hooks,
    wazuh,
    match: async (value, age = 0, agent = "win10") => {
      sent += 1;
      const wanted = sent;
      await server.send(wazuh.inputId, matchAlert(value, agent, clock.now - age));
      await server.find("wazuh_rule_id:100622", wanted);
    },
    pass: (seconds) => {
      for (let second = 0; second < seconds; second += 1) {
        clock.now += 1000;
        server.graylog.scheduler.runDue();
      }
    },
    notified: async (count) => {
      await until(`${count} notifications`, () => hooks.bodies.length >= count);
      return hooks.bodies.map((body) => (body as { ioc: string }).ioc);
    },
  };
}

test("with a window as long as the schedule every match gives one event, however long it goes on", async (t) => {
  const { match, pass, notified, server } = await lab(t);
  const values = Array.from({ length: 8 }, (_, index) => `p${index}.test`);
  for (const value of values) {
    await match(value);
    pass(2);
  }
  pass(10);
  await match("last.test");
  pass(10);
  t.deepEqual((await notified(9)).sort(), [...values, "last.test"].sort());
  const events = await server.ask("POST", "/events/search", {
    query: "",
    timerange: { type: "relative", range: 300 },
    filter: { alerts: "only" },
  });
  t.like(events.json(), { total_events: 9, events: { 0: { event: { priority: 3, alert: true } } } });
});

test("a window longer than the schedule repeats a match", async (t) => {
  const { match, pass, notified } = await lab(t, {
    config: { ...definition.config, search_within_ms: 60_000, execute_every_ms: 10_000 },
  });
  await match("iabg.de");
  for (let round = 0; round < 8; round += 1) {
    pass(10);
    await match(`keep${round}.test`);
  }
  pass(10);
  const values = await notified(6);
  t.is(values.filter((value) => value === "iabg.de").length, 6);
});

test("a match whose timestamp is its own old time is missed, once newer windows were looked at", async (t) => {
  const { match, pass, notified, hooks } = await lab(t, {}, [parseAlert, alertTime]);
  await match("now.test");
  pass(10);
  await match("late.test", 120_000);
  await match("again.test");
  pass(10);
  t.deepEqual(await notified(2), ["now.test", "again.test"]);
  t.is(hooks.bodies.length, 2);
});

test("a match is never missed where the timestamp is the time of receipt", async (t) => {
  const { match, pass, notified } = await lab(t);
  await match("now.test");
  pass(10);
  await match("late.test", 120_000);
  pass(10);
  t.deepEqual(await notified(2), ["now.test", "late.test"]);
});

test("an idle server runs no windows, and catches up when a message comes", async (t) => {
  const { match, pass, server } = await lab(t);
  const windowEnd = async (): Promise<string> => {
    const { context } = (await server.ask("GET", "/events/definitions")).json() as {
      context: { scheduler: Record<string, { data: { timerange_to: string } | null }> };
    };
    return Object.values(context.scheduler).find(({ data }) => data !== null)?.data?.timerange_to ?? "";
  };
  t.is(await windowEnd(), "2026-11-24T08:00:00.000Z");
  pass(60);
  t.is(await windowEnd(), "2026-11-24T08:00:00.000Z");
  await match("iabg.de");
  pass(10);
  t.true((await windowEnd()) > "2026-11-24T08:01:00.000Z");
});

test("within the grace period a key is notified once", async (t) => {
  const { match, pass, notified, hooks } = await lab(t, {
    notification_settings: { grace_period_ms: 60_000, backlog_size: 1 },
  });
  for (const value of ["a.test", "b.test", "a.test"]) {
    await match(value);
    pass(6);
  }
  t.deepEqual(await notified(2), ["a.test", "b.test"]);
  pass(60);
  await match("a.test");
  pass(6);
  t.deepEqual(await notified(3), ["a.test", "b.test", "a.test"]);
  t.is(hooks.bodies.length, 3);
});

test("no more events than the limit come of one window", async (t) => {
  const { match, pass, notified, hooks } = await lab(t, { config: { ...definition.config, event_limit: 2 } });
  for (const value of ["a.test", "b.test", "c.test"]) {
    await match(value);
  }
  pass(10);
  t.deepEqual(await notified(2), ["a.test", "b.test"]);
  t.is(hooks.bodies.length, 2);
});

test("an aggregation gives an event a group for which its condition holds", async (t) => {
  const { match, pass, server, hooks } = await lab(t, {
    config: {
      ...definition.config,
      query: "*",
      group_by: ["wazuh_agent_name"],
      series: [{ type: "count", id: "count()", field: null }],
      conditions: {
        expression: {
          expr: ">=",
          left: { expr: "number-ref", ref: "count()" },
          right: { expr: "number", value: 3 },
        },
      },
    },
    field_spec: {
      agent: {
        data_type: "string",
        providers: [{ type: "template-v1", template: "${source.wazuh_agent_name}", require_values: false }],
      },
    },
    key_spec: ["agent"],
  });
  for (const agent of ["win10", "linux", "win10", "win10"]) {
    await match("iabg.de", 0, agent);
  }
  pass(6);
  await until("the notification", () => hooks.bodies.length === 1);
  t.like(hooks.bodies[0], { key: "win10" });
  const events = (await server.ask("POST", "/events/search", {})).json() as { events: { event: object }[] };
  t.like(events.events[0]?.event, {
    message: "MISP IoC: win10 - count()=3.0",
    origin_context: null,
    group_by_fields: { wazuh_agent_name: "win10" },
    aggregation_conditions: { "count()": 3 },
    key: "win10",
  });
});

test("an event definition is validated as Graylog validates it", async (t) => {
  const { server } = await lab(t);
  const config = { ...definition.config, streams: [] };
  const refused: readonly (readonly [Change, RegExp])[] = [
    [{ title: "" }, /title cannot be empty/],
    [{ config: { ...config, event_limit: 0 } }, /Event limit must be greater than 0/],
    [{ config: { ...config, event_limit: 1001 } }, /Event limit must be less than 1000/],
    [{ config: { ...config, search_within_ms: 0 } }, /search_within_ms must be greater than 0/],
    [{ config: { ...config, group_by: ["a"] } }, /Aggregation with group_by must also contain series/],
    [{ key_spec: ["unknown"] }, /key_spec can only contain fields defined in field_spec/],
    [
      { field_spec: { "a b": { data_type: "string", providers: [] } }, key_spec: [] },
      /contains invalid message field/,
    ],
    [{ priority: undefined }, /Missing required properties: priority/],
  ];
  for (const [change, reason] of refused) {
    const answer = await server.ask("POST", "/events/definitions", {
      entity: { ...definition, config, ...change },
    });
    t.is(answer.status, 400, answer.text);
    t.regex(answer.text, reason);
  }
  const odd = { ...definition, config: { ...config, streams: ["unknown"], query: "a:(" }, priority: 9 };
  const taken = await server.ask("POST", "/events/definitions?schedule=true", { entity: odd });
  t.is(taken.status, 200);
  t.like(taken.json(), { state: "DISABLED", priority: 9 });
  const { id } = taken.json() as { id: string };
  t.like((await server.ask("GET", `/events/definitions/${id}`)).json(), { state: "ENABLED" });
  await server.ask("PUT", `/events/definitions/${id}/unschedule`);
  t.like((await server.ask("GET", `/events/definitions/${id}`)).json(), { state: "DISABLED" });
});

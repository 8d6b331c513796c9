import test from "ava";
import { hops } from "../../evidence/hop.ts";
import { readRecent } from "../../evidence/recent.ts";
import { alerted, alertId, call, labWith, message, raised, unparsedQuery } from "./lab.ts";

const silent = { calls: [], messages: {}, tickets: [] };
const another = (number: number) => ({ ...alerted, id: `1795506900.${number}` });

test("the last alerts are told with the newest first, and how far each got", async (t) => {
  const sources = await labWith(t, { alerts: [alerted, raised, another(1)] });
  const { alerts, troubles } = await readRecent(sources, 5);
  t.deepEqual(troubles, []);
  t.deepEqual(
    alerts.map(({ id, passed }) => [id, passed]),
    [
      ["1795506900.1", ["observed", "alerted"]],
      [alertId, [...hops]],
    ],
  );
  t.like(alerts[1], { agent: "win10", rule: alerted.rule, indicators: ["domain:iabg.de"] });
});

test("a match stays in sight although newer alerts came", async (t) => {
  const noise = Array.from({ length: 20 }, (_, number) => another(number));
  const { alerts } = await readRecent(await labWith(t, { alerts: [alerted, raised, ...noise] }), 3);
  t.deepEqual(
    alerts.map(({ id }) => id),
    ["1795506900.19", "1795506900.18", "1795506900.17", alertId],
  );
});

for (const [outcome, reason] of [
  ["nothing", /no indicator/],
  ["no-match", /MISP knows none/],
  ["postponed", /asked again: MISP is away/],
  ["failed", /^MISP is away$/],
] as const) {
  test(`an alert whose look-up came to ${outcome} says why it goes no further`, async (t) => {
    const lookedUp = {
      ...call,
      matched: 0,
      returned: undefined,
      outcome,
      error: { kind: "unreachable", message: "MISP is away" },
    };
    const [alert] = (
      await readRecent(await labWith(t, { ...silent, alerts: [alerted], calls: [lookedUp] }), 1)
    ).alerts;
    t.deepEqual(alert!.passed, ["observed", "alerted", "integrated"]);
    t.regex(alert!.ended!, reason);
  });
}

test("an alert that Graylog holds without its fields is shipped and not indexed", async (t) => {
  const unparsed = { timestamp: message.timestamp, gl2_message_id: "01M8" };
  const messages = { [unparsedQuery]: unparsed };
  const [alert] = (await readRecent(await labWith(t, { messages, tickets: [] }), 1)).alerts;
  t.is(alert!.passed.at(-1), "shipped");
});

test("a system that does not answer is named, and the alerts are told as far as is known", async (t) => {
  const away = { get: () => Promise.reject(new Error("connection refused")) } as never;
  const sources = { ...(await labWith(t)), graylog: away, ticketDesk: away };
  const { alerts, troubles } = await readRecent(sources, 1);
  t.is(alerts[0]!.passed.at(-1), "raised");
  t.deepEqual(troubles, [
    "The ticket desk does not answer: connection refused",
    "Graylog does not answer: connection refused",
  ]);
});

test("a manager that has written nothing yet has no last alerts", async (t) => {
  const sources = { ...(await labWith(t)), logs: "/nowhere" };
  t.deepEqual(await readRecent(sources, 5), { alerts: [], troubles: [] });
});

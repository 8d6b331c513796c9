import test from "ava";
import { tally } from "../../evidence/tally.ts";
import { alerted, alertId, call, labWith, marker, observed, raised } from "./lab.ts";

const second = "1795506876.20001";
const third = "1795506876.20002";

test("of one alert that came all the way one of everything is counted", async (t) => {
  t.deepEqual(await tally(await labWith(t), marker), {
    observed: 1,
    alerted: 1,
    integrated: 1,
    matched: 1,
    postponed: 0,
    raised: 1,
    represented: 1,
    errors: 0,
    errorKinds: [],
    tickets: [1],
  });
});

test("repetitions are counted in the event that stands for them", async (t) => {
  const counted = {
    ...raised,
    data: {
      integration: "misp",
      misp: { value: "iabg.de", repeated: { count: "2" }, source: { alert_id: third } },
    },
  };
  const sources = await labWith(t, {
    archives: [observed, observed, observed],
    alerts: [alerted, { ...alerted, id: second }, { ...alerted, id: third }, raised, counted],
    calls: [
      call,
      ...[second, third].map((id) => ({ ...call, alert_id: id, returned: undefined, outcome: "repeated" })),
    ],
  });
  const { observed: seen, matched, raised: events, represented, tickets } = await tally(sources, marker);
  t.deepEqual([seen, matched, events, represented], [3, 3, 2, 3]);
  t.deepEqual(tickets, [1]);
});

test("an alert that waits for MISP is postponed, and the error that tells of it is counted", async (t) => {
  const error = {
    ...raised,
    rule: { id: "100621", level: 5, description: "MISP: the look-up failed", groups: ["misp", "misp_error"] },
    data: { integration: "misp", misp: { error: { kind: "unreachable" }, source: { alert_id: alertId } } },
  };
  const sources = await labWith(t, {
    alerts: [alerted, error],
    calls: [{ ...call, matched: 0, returned: undefined, outcome: "postponed" }],
    tickets: [],
  });
  const found = await tally(sources, marker);
  t.deepEqual([found.postponed, found.matched, found.raised, found.errors], [1, 0, 0, 1]);
  t.deepEqual(found.errorKinds, ["unreachable"]);
});

test("events without the text, and what they raised, are not counted", async (t) => {
  const found = await tally(await labWith(t), "{another run}");
  t.deepEqual([found.observed, found.alerted, found.raised, found.tickets], [0, 0, 0, []]);
});

test("without archives an event counts as observed when it raised an alert", async (t) => {
  t.is((await tally(await labWith(t, { archives: [] }), marker)).observed, 1);
});

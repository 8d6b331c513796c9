import test from "ava";
import { lastReturned, readCalls } from "../../evidence/calls.ts";
import { collectDetails } from "../../evidence/details.ts";
import { hops } from "../../evidence/hop.ts";
import { trace } from "../../evidence/trace.ts";
import {
  alerted,
  alertId,
  call,
  labWith,
  marker,
  message,
  observed,
  raised,
  ticket,
  unparsedQuery,
} from "./lab.ts";

const passed = ({ passed: evidence }: Awaited<ReturnType<typeof trace>>) => evidence.map(({ hop }) => hop);

test("an alert that came all the way has evidence of every hop, in order, found by its event or by its id", async (t) => {
  const sources = await labWith(t);
  for (const subject of [{ text: marker }, { alertId }]) {
    const traced = await trace(sources, subject);
    t.is(traced.alertId, alertId);
    t.deepEqual(passed(traced), [...hops]);
    t.deepEqual(
      [...traced.passed].sort((a, b) => a.time.localeCompare(b.time)),
      [...traced.passed],
    );
  }
});

const upTo = (hop: (typeof hops)[number]) => hops.slice(0, hops.indexOf(hop) + 1);

for (const [title, last, lab] of [
  ["an event that no rule raised is observed and nothing more", "observed", { alerts: [] }],
  [
    "an alert that no integration was called for ends at alerted",
    "alerted",
    { calls: [], alerts: [alerted], messages: {}, tickets: [] },
  ],
  [
    "an alert that MISP does not know ends at integrated",
    "integrated",
    {
      calls: [{ ...call, matched: 0, returned: undefined, outcome: "no-match" }],
      alerts: [alerted],
      messages: {},
      tickets: [],
    },
  ],
  [
    "a match that the queue did not take ends at matched",
    "matched",
    {
      calls: [{ ...call, returned: undefined, outcome: "spooled" }],
      alerts: [alerted],
      messages: {},
      tickets: [],
    },
  ],
  [
    "an enriched event that no rule took ends at returned",
    "returned",
    { alerts: [alerted], messages: {}, tickets: [] },
  ],
  ["an alert that Graylog never got ends at raised", "raised", { messages: {}, tickets: [] }],
  [
    "an alert that Graylog holds unparsed ends at shipped",
    "shipped",
    {
      messages: {
        [unparsedQuery]: { timestamp: message.timestamp, gl2_message_id: "01M8" },
      },
      tickets: [],
    },
  ],
  [
    "an indexed alert that no ticket has ends at indexed",
    "indexed",
    { tickets: [{ ...ticket, alert_ids: ["1.1"] }] },
  ],
] as const) {
  test(title, async (t) => {
    t.deepEqual(passed(await trace(await labWith(t, lab as object), { text: marker })), upTo(last));
  });
}

test("an alert of another event is not taken for this one", async (t) => {
  const other = {
    ...alerted,
    id: "1795506876.19471",
    data: { win: { eventdata: { processGuid: alertId } } },
  };
  const sources = await labWith(t, { alerts: [other, raised] });
  t.is((await trace(sources, { alertId })).alertId, undefined);
});

test("a match of another alert that has this one's id in it is not taken for this one's", async (t) => {
  const misp = { value: "iabg.de", comment: alertId, source: { alert_id: "1795506876.19471" } };
  const sources = await labWith(t, {
    alerts: [alerted, { ...raised, data: { integration: "misp", misp } }],
    messages: {},
    tickets: [],
  });
  t.deepEqual(passed(await trace(sources, { alertId })), upTo("returned"));
});

test("an alert of custom-misp's own event is none that goes the way, by its id or by its text", async (t) => {
  const own = { ...raised, data: { ...raised.data, win: { eventdata: { processGuid: marker } } } };
  const sources = await labWith(t, { archives: [own], alerts: [own] });
  t.deepEqual(await trace(sources, { alertId: raised.id }), { passed: [] });
  t.deepEqual(await trace(sources, { text: marker }), { passed: [] });
});

test("a repetition goes the way of the alert whose event it stands in", async (t) => {
  const id = "1795506880.30000";
  const repetition = { ...alerted, id, data: { win: { eventdata: { processGuid: "{second}" } } } };
  const sources = await labWith(t, {
    archives: [observed, raised, repetition],
    alerts: [alerted, raised, repetition],
    calls: [
      call,
      { ...call, agent_id: "002", alert_id: "1795506879.1" },
      {
        ...call,
        alert_id: id,
        integrated: "2026-11-24T07:54:41.000Z",
        outcome: "repeated",
        returned: undefined,
      },
    ],
  });
  const traced = await trace(sources, { text: "{second}" });
  t.is(traced.alertId, id);
  t.deepEqual(passed(traced), [...hops]);
  t.is(
    traced.passed.find(({ hop }) => hop === "returned")!.evidence,
    `a repetition, which stands in the event of alert ${alertId}`,
  );
});

test("an alert that was postponed while MISP was away is integrated by its own call and matched by a later one", async (t) => {
  const postponed = {
    ...call,
    returned: undefined,
    origin: undefined,
    requests: 0,
    matched: 0,
    outcome: "postponed",
    error: { kind: "unreachable", message: "MISP is away" },
  };
  const later = { ...call, integrated: "2026-11-24T07:55:37.500Z" };
  const sources = await labWith(t, { calls: [postponed, later] });
  const { passed: evidence } = await trace(sources, { alertId });
  const at = (hop: string) => evidence.find((one) => one.hop === hop);
  t.is(at("integrated")!.time, call.integrated);
  t.regex(at("integrated")!.evidence, /postponed it: unreachable/);
  t.is(at("matched")!.time, "2026-11-24T07:55:37.558Z");
});

test("the details of an alert are the alert before and after enrichment, Graylog's message and the ticket", async (t) => {
  const details = await collectDetails(await labWith(t), alertId);
  t.is(details.first?.id, alertId);
  t.is(details.enriched?.id, raised.id);
  t.is(details.message?.fields["wazuh_data_misp_indicator_value"], "iabg.de");
  t.is(details.ticket?.id, 1);
});

test("of an alert that came nowhere there are no details", async (t) => {
  t.deepEqual(await collectDetails(await labWith(t, { messages: {} }), "1.1"), {});
});

test("with a time, an event that was before it is not taken for the one that is meant", async (t) => {
  const later = {
    ...alerted,
    id: "1795506999.1",
    timestamp: "2026-11-24T07:56:39.879+0000",
  };
  const sources = await labWith(t, { archives: [observed, later], alerts: [alerted, raised, later] });
  t.is((await trace(sources, { text: marker, since: "2026-11-24T07:56:00.000Z" })).alertId, later.id);
  t.deepEqual(await trace(sources, { text: marker, since: "2026-11-24T07:57:00.000Z" }), { passed: [] });
});

test("when an indicator was last returned is told by any of its values", async (t) => {
  const later = { ...call, returned: { time: "2026-11-24T08:00:00.000Z", bytes: 1 } };
  const { logs } = await labWith(t, {
    calls: [call, later, { ...call, indicators: ["domain:other.example"] }],
  });
  const calls = await readCalls(logs);
  t.is(lastReturned(["iabg.de"], calls), "2026-11-24T08:00:00.000Z");
  t.is(lastReturned(["203.0.113.9"], calls), undefined);
});

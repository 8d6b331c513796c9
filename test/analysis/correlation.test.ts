import test from "ava";
import type { Analysis } from "../../analysis/analysis.ts";
import { alertOf, analysisOf, raised, send } from "./analyse.ts";

const base =
  '<rule id="100700" level="5"><decoded_as>json</decoded_as><field name="a">x</field><description>one</description></rule>';

const correlating = (inside: string, attributes = 'frequency="3" timeframe="60"') =>
  analysisOf(
    `${base}<rule id="100701" level="10" ${attributes}>${inside}<description>many</description></rule>`,
  );

/** Sends an event at a second; of which agent and with which field, where it matters. */
const at = (analysis: Analysis, second: number, { agent = "001", b = "1" } = {}) =>
  send(analysis, `1:[${agent}] (web) any->x:{"a":"x","b":"${b}"}`, 1_800_000_000_000 + second * 1000);

const series = (analysis: Analysis, ...events: readonly Parameters<typeof at>[1][]) =>
  events.map((second) => raised(at(analysis, second)));

test("the third event within the time fires a rule with a frequency of three", (t) => {
  t.deepEqual(
    series(correlating("<if_matched_sid>100700</if_matched_sid>"), 0, 1, 2),
    [100700, 100700, 100701],
  );
});

test("the alert tells the frequency and quotes the logs that were counted, newest first", (t) => {
  const analysis = correlating("<if_matched_sid>100700</if_matched_sid>");
  at(analysis, 0, { b: "first" });
  at(analysis, 1, { b: "second" });
  const alert = alertOf(at(analysis, 2, { b: "third" }));
  t.is(alert.rule!.frequency, 3);
  t.is(alert.previous_output, '{"a":"x","b":"second"}\n{"a":"x","b":"first"}');
});

test("a frequency of two needs one event before, and quotes none", (t) => {
  const analysis = correlating("<if_matched_sid>100700</if_matched_sid>", 'frequency="2" timeframe="60"');
  at(analysis, 0);
  const alert = alertOf(at(analysis, 1));
  t.is(alert.rule!.id, "100701");
  t.is(alert.previous_output, undefined);
});

test("events that lie back longer than the time do not count", (t) => {
  t.deepEqual(
    series(correlating("<if_matched_sid>100700</if_matched_sid>"), 0, 1, 62),
    [100700, 100700, 100700],
  );
  t.deepEqual(
    series(correlating("<if_matched_sid>100700</if_matched_sid>"), 0, 1, 60),
    [100700, 100700, 100701],
  );
});

test("events that were counted once do not fire the rule again", (t) => {
  const analysis = correlating("<if_matched_sid>100700</if_matched_sid>");
  t.deepEqual(series(analysis, 0, 1, 2, 3, 4, 5), [100700, 100700, 100701, 100700, 100700, 100701]);
});

test("each agent counts for itself", (t) => {
  const analysis = correlating("<if_matched_sid>100700</if_matched_sid>");
  at(analysis, 0, { agent: "001" });
  at(analysis, 1, { agent: "002" });
  t.is(raised(at(analysis, 2, { agent: "003" })), 100700);
});

test("with global_frequency all agents count together", (t) => {
  const analysis = correlating("<if_matched_sid>100700</if_matched_sid><global_frequency/>");
  at(analysis, 0, { agent: "001" });
  at(analysis, 1, { agent: "002" });
  t.is(raised(at(analysis, 2, { agent: "003" })), 100701);
});

test("same_field counts events with the same value", (t) => {
  const analysis = correlating("<if_matched_sid>100700</if_matched_sid><same_field>b</same_field>");
  at(analysis, 0, { b: "1" });
  at(analysis, 1, { b: "2" });
  t.is(raised(at(analysis, 2, { b: "1" })), 100700);
  t.is(raised(at(analysis, 3, { b: "1" })), 100701);
});

test("different_field counts events with another value", (t) => {
  const analysis = correlating("<if_matched_sid>100700</if_matched_sid><different_field>b</different_field>");
  at(analysis, 0, { b: "1" });
  at(analysis, 1, { b: "2" });
  t.is(raised(at(analysis, 2, { b: "2" })), 100700);
  t.is(raised(at(analysis, 3, { b: "3" })), 100701);
});

test("if_matched_group counts the events of all rules with that group", (t) => {
  const analysis = analysisOf(`
    <rule id="100700" level="5"><decoded_as>json</decoded_as><field name="a">x</field><description>x</description><group>hits,</group></rule>
    <rule id="100702" level="5"><decoded_as>json</decoded_as><field name="a">y</field><description>y</description><group>hits,</group></rule>
    <rule id="100701" level="10" frequency="3" timeframe="60"><if_matched_group>hits</if_matched_group><description>many</description></rule>`);
  const sent = ["x", "y", "x"].map((a, i) =>
    raised(send(analysis, `1:m:{"a":"${a}"}`, 1_800_000_000_000 + i * 1000)),
  );
  t.deepEqual(sent, [100700, 100702, 100701]);
});

test("events of a rule of level 0 are not counted", (t) => {
  const analysis = analysisOf(`
    <rule id="100700" level="0"><decoded_as>json</decoded_as><field name="a">x</field><description>x</description></rule>
    <rule id="100701" level="10" frequency="2" timeframe="60"><if_matched_sid>100700</if_matched_sid><description>many</description></rule>`);
  t.deepEqual(series(analysis, 0, 1, 2), [undefined, undefined, undefined]);
});

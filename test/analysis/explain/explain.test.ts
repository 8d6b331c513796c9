import test from "ava";
import { explain, type ExplainedRule, type Explanation } from "../../../analysis/explain/explain.ts";
import { readAskedEvent } from "../../../analysis/explain/read-event.ts";
import { analysisOf } from "../analyse.ts";
import { goodRules } from "../check/content.ts";
import { comparable, recordedAlerts, recordedEvents, recordedRules } from "../recorded/recorded.ts";

const of = (rules: string, line: string, location = "/var/log/app.log"): Explanation =>
  explain(analysisOf(rules), readAskedEvent(line, location));

const flat = (rules: readonly ExplainedRule[]): ExplainedRule[] =>
  rules.flatMap((rule) => [rule, ...flat(rule.children)]);

const ruleOf = ({ rules }: Explanation, id: number): ExplainedRule | undefined =>
  flat(rules).find((rule) => rule.id === id);

const lookUp = recordedEvents.find(({ name }) => name === "EID22 dns")!;

test("an event with its queue is decoded, and the rules on its way are told from the template down", (t) => {
  const explanation = of(recordedRules, JSON.stringify(lookUp));
  t.is(explanation.decoder, "windows_eventchannel");
  t.deepEqual(explanation.agent, { id: "001", name: "win10" });
  t.is(explanation.fields["win.eventdata.queryName"], "evil.example");
  t.deepEqual(
    flat(explanation.rules)
      .filter(({ result }) => result === "took")
      .map(({ id }) => id),
    [7, 60000, 60004, 61600, 61650, 100722],
  );
  t.like(explanation.fired, { id: 100722, level: 3, description: "S22 evil.example" });
});

test("a rule that does not take the event says which condition it does not satisfy, and by what value", (t) => {
  const explanation = of(recordedRules, JSON.stringify(lookUp));
  t.like(ruleOf(explanation, 61603), { result: "not", why: "win.system.eventID is 22, not ^1$" });
});

test("a rule that another one was tried before says which", (t) => {
  const explanation = of(recordedRules, JSON.stringify(lookUp));
  t.like(ruleOf(explanation, 61651), { result: "untried", why: "rule 61650 took the event before" });
});

test("PowerShell's connection shows the rule of level 0 that takes it before ours", (t) => {
  const event = JSON.stringify(recordedEvents.find(({ name }) => name === "EID3 powershell 443"));
  const swallowed = of(goodRules.replace("61605, 92101, 92108", "61605"), event);
  t.is(swallowed.fired?.id, 92101);
  t.is(swallowed.alert, undefined);
  t.deepEqual(swallowed.notes, ["Rule 92101 is of level 0: no alert is written."]);
  t.is(ruleOf(swallowed, 100703)?.why, "rule 92101 took the event before");
  t.is(of(goodRules, event).fired?.id, 100703);
});

for (const [index, line] of recordedAlerts.entries()) {
  test(`alert ${index + 1} that a real manager wrote is explained by the rule that raised it`, (t) => {
    const explanation = of(recordedRules, line);
    const alert = JSON.parse(line) as { rule: { id: string }; data?: object };
    t.is(explanation.what, "an alert");
    t.is(String(explanation.fired?.id), alert.rule.id);
    // firedtimes counts what this manager had seen before.
    const withoutCount = (text: string) => comparable(text).replace(/"firedtimes":\d+,/, "");
    const { data, syscheck, rule } = JSON.parse(withoutCount(JSON.stringify(explanation.alert))) as Record<
      string,
      unknown
    >;
    t.like(JSON.parse(withoutCount(line)), { data, syscheck, rule });
  });
}

test("a line of a log, a line of JSON and an agent's messages are told apart", (t) => {
  const what = (line: string) => readAskedEvent(line, "x").what;
  t.is(what("Nov 24 07:00:00 web01 sshd[1]: hello"), "a line of a log");
  t.is(what('{"integration":"misp"}'), "a line of JSON");
  t.is(what('{"Message":"m","Event":"<Event/>"}'), "a message of a Windows agent");
  t.is(what('{"type":"event","data":{"path":"/etc/passwd"}}'), "a message of file integrity monitoring");
  t.is(what('{"timestamp":"x","agent":{},"decoder":{},"location":"y"}'), "a line of archives.json");
});

test("a match of custom-misp shows the correlation that it does not satisfy, and the next that does", (t) => {
  const analysis = analysisOf(goodRules);
  const error = JSON.stringify({ integration: "misp", misp: { error: { kind: "timeout", message: "m" } } });
  const explanations = Array.from({ length: 9 }, () => explain(analysis, readAskedEvent(error, "misp")));
  t.is(ruleOf(explanations[0]!, 100625)?.why, "fewer than 8 such events came within 300 seconds");
  t.is(explanations[0]!.fired?.id, 100621);
  t.true(explanations.some(({ fired }) => fired?.id === 100625));
});

test("what no rule takes is told as that", (t) => {
  const explanation = of("", '{"some":"thing"}');
  t.is(explanation.fired, undefined);
  t.deepEqual(explanation.notes, ["No rule takes the event: no alert is written."]);
});

test("an alert without its log says what that means", (t) => {
  const { notes } = of(recordedRules, recordedAlerts[0]!);
  t.deepEqual(notes, ["The alert holds no full_log: rules that look at the log itself do not match here."]);
});

test("text that is not ASCII is told as text", (t) => {
  const { fields, fired } = of(goodRules, '{"integration":"misp","misp":{"value":"bücher.example"}}', "misp");
  t.is(fields["misp.value"], "bücher.example");
  t.is(fired?.description, "bücher.example is known");
});

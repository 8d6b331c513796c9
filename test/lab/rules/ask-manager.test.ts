import test from "ava";
import { toBytes } from "../../../analysis/bytes.ts";
import { explain } from "../../../analysis/explain/explain.ts";
import { readAskedEvent } from "../../../analysis/explain/read-event.ts";
import { requestOf } from "../../../lab/rules/ask-manager.ts";
import { wordLines } from "../../../lab/rules/print-word.ts";
import { analysisOf } from "../../analysis/analyse.ts";
import { goodRules } from "../../analysis/check/content.ts";
import { recordedAlerts, recordedEvents } from "../../analysis/recorded/recorded.ts";

const requestFor = (line: string) => requestOf(readAskedEvent(line, "/var/log/syslog"));

test("a line of a log, and one of JSON, are handed to the manager as they are", (t) => {
  t.deepEqual(requestFor("Nov 24 07:00:00 web01 sshd[1]: grüß Gott"), {
    event: "Nov 24 07:00:00 web01 sshd[1]: grüß Gott",
    log_format: "syslog",
    location: "/var/log/syslog",
  });
  t.like(requestFor('{"integration":"misp"}'), { event: '{"integration":"misp"}', log_format: "json" });
});

test("of an agent's event the manager gets the place where the agent read it", (t) => {
  const event = recordedEvents.find(({ name }) => name.startsWith("sysmonforlinux"))!;
  t.like(requestFor(JSON.stringify(event)), { event: event.message, location: "/var/log/syslog" });
});

test("events of Windows and file changes are not asked about, because the manager would read them as lines of a log", (t) => {
  const reason = { notAsked: "the manager's test reads every event as a line of a log, and this is none" };
  t.deepEqual(requestFor(JSON.stringify(recordedEvents[0])), reason);
  t.deepEqual(requestFor(recordedAlerts.at(-1)!), reason);
});

const explanation = explain(
  analysisOf(goodRules),
  readAskedEvent(toBytes('{"integration":"misp","misp":{"value":"iabg.de"}}'), "misp"),
);
const answer = {
  token: "8cd2d6d1",
  messages: ["INFO: (7202): Session initialized with token '8cd2d6d1'"],
  output: { rule: { id: "100622", level: 12, description: "iabg.de is known" }, decoder: { name: "json" } },
  alert: true,
  codemsg: 0,
};

test("the manager's word stands beside ours, with whether both are the same", (t) => {
  t.deepEqual(wordLines({ answer }, explanation), [
    "manager  rule 100622, level 12: iabg.de is known; decoder json; an alert is written",
    "         as told above",
  ]);
  const warning = "WARNING: (7612): Rule ID '100622' is duplicated.";
  const other = { ...answer, messages: [warning], output: { decoder: {} }, alert: false };
  t.deepEqual(wordLines({ answer: other }, explanation), [
    "manager  no rule takes it; decoder none; no alert is written",
    "         not as told above: the manager's word counts",
    `         ${warning}`,
  ]);
});

test("a manager that was not asked, or did not answer, is told with the reason", (t) => {
  t.deepEqual(wordLines({ notAsked: "why" }, explanation), ["manager  not asked: why"]);
  t.deepEqual(wordLines({ error: "PUT /logtest answered 403" }, explanation), [
    "manager  did not answer: PUT /logtest answered 403",
  ]);
});

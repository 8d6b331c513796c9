import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { execa } from "execa";
import { toBytes } from "../../../analysis/bytes.ts";
import { explain } from "../../../analysis/explain/explain.ts";
import { readAskedEvent } from "../../../analysis/explain/read-event.ts";
import { askManager, requestOf } from "../../../lab/rules/ask-manager.ts";
import { wordLines } from "../../../lab/rules/print-word.ts";
import { analysisOf } from "../../analysis/analyse.ts";
import { goodRules } from "../../analysis/check/content.ts";
import { WazuhApiDouble } from "../../configurator/wazuh-api.ts";
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

test("each event gets the manager's answer to it, and those that it cannot test their reason", async (t) => {
  const api = await new WazuhApiDouble().start();
  t.teardown(() => api.stop());
  api.logtest = ({ event }) => ({ output: { full_log: event }, messages: [], alert: false, codemsg: 0 });
  const { url, username, password } = api;
  const folder = await mkdtemp(join(tmpdir(), "ask-manager-"));
  t.teardown(() => rm(folder, { recursive: true }));
  const state = join(folder, "desired.json");
  const agents = { api: url, username, password, group: "lab", agents: [], deadline: 1 };
  await writeFile(state, JSON.stringify({ agents }));
  // What runs in the configurator's container, outside of one.
  const program = fileURLToPath(new URL("../../../configurator/main.ts", import.meta.url));
  const run = async (input: string): Promise<string> =>
    (await execa(process.execPath, [program, "logtest"], { input, env: { LAB_DESIRED_STATE: state } }))
      .stdout;
  const lines = ["first", JSON.stringify(recordedEvents[0]), "second"];
  const words = await askManager(
    run,
    lines.map((line) => readAskedEvent(line, "/var/log/syslog")),
  );
  t.deepEqual(
    words.map((word) => ("answer" in word ? word.answer.output?.["full_log"] : Object.keys(word)[0])),
    ["first", "notAsked", "second"],
  );
});

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

test("a manager that could not test the event says why", (t) => {
  const message = "ERROR: (7311): Failure to initializing session";
  t.deepEqual(wordLines({ answer: { messages: [message], codemsg: -1 } }, explanation), [
    "manager  could not test it",
    `         ${message}`,
  ]);
});

test("a manager that was not asked, or did not answer, is told with the reason", (t) => {
  t.deepEqual(wordLines({ notAsked: "why" }, explanation), ["manager  not asked: why"]);
  t.deepEqual(wordLines({ error: "PUT /logtest answered 403" }, explanation), [
    "manager  did not answer: PUT /logtest answered 403",
  ]);
});

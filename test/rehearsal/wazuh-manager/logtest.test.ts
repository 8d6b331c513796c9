import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { Logtest, type LogtestRequest } from "../../../rehearsal/wazuh-manager/logtest.ts";
import { OssecLog } from "../../../rehearsal/wazuh-manager/ossec-log.ts";
import { runManager, type Setup } from "./running-manager.ts";

const rules = `<group name="test,">
  <rule id="100700" level="5"><decoded_as>json</decoded_as><field name="a">x</field><description>one</description></rule>
  <rule id="100701" level="10" frequency="2" timeframe="60">
    <if_matched_sid>100700</if_matched_sid><description>many</description>
  </rule>
  <rule id="100702" level="0"><decoded_as>json</decoded_as><field name="a">quiet</field><description>none</description></rule>
</group>`;

const request = (event: LogtestRequest["event"], token?: string): LogtestRequest => ({
  event,
  log_format: "syslog",
  location: "/var/log/app.json",
  ...(token !== undefined && { token }),
});

async function logtest(t: ExecutionContext, setup: Setup = { rules }) {
  const manager = await runManager(t, setup);
  const { base, temporary } = manager;
  const places = { base, mount: "/none", scripts: "/none", temporary };
  const log = new OssecLog(join(base, "logs/ossec.log"), Date.now, () => undefined);
  let now = Date.now();
  const tested = new Logtest({ places, account: undefined, log }, "wazuh.manager", () => now);
  return {
    tested,
    base,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

const ruleOf = (output: object | undefined) => (output as { rule?: { id: string; level: number } }).rule;

test("an event opens a session, and is answered with the alert that it would be", async (t) => {
  const { tested } = await logtest(t);
  const { token, messages, output, alert, codemsg } = await tested.test(request({ a: "x" }));
  t.regex(token!, /^[0-9a-f]{8}$/);
  t.deepEqual(messages, [`INFO: (7202): Session initialized with token '${token}'`]);
  t.like(ruleOf(output), { id: "100700", level: 5 });
  t.like(output, { decoder: { name: "json" }, data: { a: "x" }, location: "/var/log/app.json" });
  t.deepEqual([alert, codemsg], [true, 0]);
});

test("a session remembers its events, and another one knows nothing of them", async (t) => {
  const { tested } = await logtest(t);
  const { token } = await tested.test(request('{"a":"x"}'));
  t.is(ruleOf((await tested.test(request('{"a":"x"}', token))).output)!.id, "100701");
  t.is(ruleOf((await tested.test(request('{"a":"x"}'))).output)!.id, "100700");
});

test("a rule of level 0 is named, and is no alert; an event that no rule takes has none", async (t) => {
  const { tested } = await logtest(t);
  const quiet = await tested.test(request('{"a":"quiet"}'));
  t.like(ruleOf(quiet.output), { id: "100702", level: 0 });
  t.false(quiet.alert);
  const none = await tested.test(request("nothing of note"));
  t.is(ruleOf(none.output), undefined);
  t.false(none.alert);
});

test("a session that was ended, or not used for a quarter of an hour, is told with a warning, and a new one opened", async (t) => {
  const { tested, pass } = await logtest(t);
  const { token } = await tested.test(request("a"));
  t.deepEqual(tested.close(token!), {
    messages: [`INFO: (7206): The session '${token}' was closed successfully`],
    codemsg: 0,
  });
  t.is(tested.close(token!).codemsg, -1);
  const again = await tested.test(request("a", token));
  t.is(again.messages[0], `WARNING: (7003): '${token}' token expires`);
  t.is(again.codemsg, 1);
  pass(900_000);
  t.regex((await tested.test(request("a", again.token))).messages[0]!, /token expires/);
  t.regex((await tested.test(request("a", "x"))).messages[0]!, /'x' is not a valid token/);
});

test("rules are those that lie in the folder now, and content that Wazuh refuses is told with its errors", async (t) => {
  const { tested, base } = await logtest(t);
  const file = join(base, "etc/rules/local_rules.xml");
  await writeFile(file, rules.replace("100700", "100710").replace(">100700<", ">100710<"));
  t.is(ruleOf((await tested.test(request('{"a":"x"}'))).output)!.id, "100710");
  await writeFile(file, '<group name="a,"></group>');
  const refused = await tested.test(request("a"));
  t.deepEqual(refused, {
    messages: ["ERROR: Group 'group' without any rule.", "ERROR: (7311): Failure to initializing session"],
    codemsg: -1,
  });
});

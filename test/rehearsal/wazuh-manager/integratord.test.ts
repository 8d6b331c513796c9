import { appendFile, readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { eventually, runManager, type Setup } from "./running-manager.ts";

const rules = `<group name="hits,">
  <rule id="100700" level="5">
    <decoded_as>json</decoded_as>
    <field name="a">\\.+</field>
    <description>$(a)</description>
    <group>misp_error,</group>
  </rule>
  <rule id="100701" level="9"><if_sid>100700</if_sid><field name="b">\\.+</field><description>b</description></rule>
</group>`;

/** A script that writes down how it was called: each argument in brackets, where it stands, who it is, and the alert. */
const recorder = (more = "") => `#!/bin/sh
{
  printf 'call'
  printf ' [%s]' "$0" "$@"
  printf '\\nfolder %s\\n' "$PWD"
  printf 'modes'; stat -c ' %a' "$1" \${5:+"$5"} | tr -d '\\n'
  printf '\\nstdin %s\\n' "$(readlink /proc/self/fd/0)"
  printf 'alert '; cat "$1"; printf '\\n'
  [ -z "$5" ] || { printf 'options '; cat "$5"; }
  printf 'end\\n'
} >> calls
${more}`;

const integration = (inside: string, name = "custom-recorder") =>
  `<integration><name>${name}</name>${inside}</integration>`;

async function withRecorder(
  t: ExecutionContext,
  inside: string,
  more: Partial<Setup> & { script?: string } = {},
) {
  const { script = recorder(), ...setup } = more;
  return await runManager(t, {
    conf: integration(inside),
    rules,
    ...setup,
    files: { "integrations/custom-recorder": script, ...setup.files },
  });
}

test("a script gets eight arguments, the empty ones kept, the last a literal redirection", async (t) => {
  const manager = await withRecorder(t, "<alert_format>json</alert_format>");
  await manager.send('1:x:{"a":"1"}');
  const calls = await manager.until("calls", "end\n");
  const alertFile = `${manager.temporary}/custom-recorder-`;
  const [, file] = /\[integrations\/custom-recorder\] \[([^\]]*)\]/.exec(calls)!;
  t.regex(file!.slice(alertFile.length), /^\d+--?\d+\.alert$|^\d+-\d+\.alert$/);
  t.true(file!.startsWith(alertFile));
  t.true(calls.includes(`[${file!}] [] [] [] [] [10] [3] [> /dev/null 2>&1]\n`), calls);
});

test("api_key, hook_url, options, timeout and retries stand in their places", async (t) => {
  const manager = await withRecorder(
    t,
    '<api_key>k</api_key><hook_url>https://x</hook_url><options>{"a": 1}</options><timeout>5</timeout><retries>0</retries>',
  );
  await manager.send('1:x:{"a":"1"}');
  const calls = await manager.until("calls", "end\n");
  t.regex(
    calls,
    /\.alert\] \[k\] \[https:\/\/x\] \[\] \[[^\]]*\/custom-recorder-\d+--?\d+\.options\] \[5\] \[0\] \[> \/dev\/null 2>&1\]\n/,
  );
  t.regex(calls, /options \{"a": 1\}\n/);
});

test("a blank in hook_url shifts the arguments", async (t) => {
  const manager = await withRecorder(t, "<hook_url>one two</hook_url>");
  await manager.send('1:x:{"a":"1"}');
  t.regex(
    await manager.until("calls", "end\n"),
    /\[\] \[one\] \[two\] \[\] \[\] \[10\] \[3 > \/dev\/null 2>&1\]\n/,
  );
});

test("a script runs in Wazuh's folder, with nothing to read, and its files are readable by all", async (t) => {
  const manager = await withRecorder(t, "<alert_format>json</alert_format><options>o</options>");
  await manager.send('1:x:{"a":"1"}');
  const calls = await manager.until("calls", "end\n");
  t.true(calls.includes(`folder ${manager.base}\n`));
  t.regex(calls, /modes 644 644\n/);
  t.regex(calls, /stdin \/dev\/null\n/);
});

test("the file in JSON is the line of alerts.json, and it is gone after the call", async (t) => {
  const manager = await withRecorder(t, "<alert_format>json</alert_format><options>o</options>");
  await manager.send('1:x:{"a":"1","c":[1,{"d":2.5}]}');
  const calls = await manager.until("calls", "end\n");
  const [alert] = await manager.lines("logs/alerts/alerts.json", 1);
  t.true(calls.includes(`alert ${alert!}\n\n`), calls);
  await eventually("the files are gone", async () =>
    (await readdir(manager.temporary)).length === 0 ? true : undefined,
  );
});

test("without alert_format the file has six assignments and an address, and a log that a shell does not look into", async (t) => {
  const manager = await withRecorder(t, "");
  await manager.send('1:x:{"a":"$(id) `x`;!","srcip":"10.0.0.1"}');
  const calls = await manager.until("calls", "end\n");
  const assignments = calls.slice(calls.indexOf("alertdate"), calls.indexOf("end\n")).trimEnd().split("\n");
  t.deepEqual(assignments.slice(1), [
    "alertlocation='x'",
    "ruleid='100700'",
    "alertlevel='5'",
    "ruledescription='$(id) `x`;!'",
    "alertlog='  a :  (id)  x ,  , srcip : 10.0.0.1  '",
    "srcip='10.0.0.1'",
  ]);
});

for (const [what, inside, sent] of [
  ["a group of the alert's rule", "<group>nobody,misp_error</group>", ["1", "2"]],
  ["another group of the alert's rule", "<group>hits</group>", ["1", "2", "3"]],
  ["a level and more", "<level>9</level>", ["3"]],
  ["a rule's id", "<rule_id>100701, 100799</rule_id>", ["3"]],
  ["a location", "<event_location>^two</event_location>", ["2"]],
  ["all of what is said", "<group>hits</group><level>6</level><event_location>one</event_location>", ["3"]],
] as const) {
  test(`an integration takes the alerts with ${what}`, async (t) => {
    const manager = await withRecorder(t, `<alert_format>json</alert_format>${inside}`);
    await manager.send('1:one:{"a":"1"}');
    await manager.send('1:two:{"a":"2"}');
    await manager.send('1:one:{"a":"3","b":"x"}');
    await manager.until("calls", new RegExp(`(end[^]*){${sent.length}}`));
    await manager.stop();
    const calls = await manager.read("calls");
    t.deepEqual(
      Array.from(calls.matchAll(/"data":\{"a":"(\d)"/g), ([, number]) => number),
      [...sent],
    );
  });
}

for (const group of [
  "foo, misp_error",
  "misp_err",
  "MISP_ERROR",
  "misp_error,x ".replace("misp_error", "misp_errors"),
]) {
  test(`the group list "${group}" does not mean the group misp_error`, async (t) => {
    const manager = await runManager(t, {
      conf:
        integration(`<group>${group}</group>`) +
        integration("<alert_format>json</alert_format><group>misp_error</group>", "custom-other"),
      rules,
      files: {
        "integrations/custom-recorder": recorder(),
        "integrations/custom-other": "#!/bin/sh\necho other >> others",
      },
    });
    await manager.send('1:x:{"a":"1"}');
    await manager.until("others", "other\n");
    t.is(await manager.read("calls"), "");
  });
}

test("calls are made one after the other, over alerts and integrations", async (t) => {
  const slow = "#!/bin/sh\necho begin >> order; sleep 0.1; echo end >> order";
  const manager = await runManager(t, {
    conf: integration("", "custom-one") + integration("", "custom-two"),
    rules,
    files: { "integrations/custom-one": slow, "integrations/custom-two": slow },
  });
  for (let i = 0; i < 3; i++) {
    await manager.send(`1:x:{"a":"${i}"}`);
  }
  t.deepEqual(
    await manager.lines("order", 12),
    Array.from({ length: 12 }, (_, i) => (i % 2 ? "end" : "begin")),
  );
});

test("there is no time limit: the timeout is only an argument", async (t) => {
  const manager = await withRecorder(t, "<timeout>0</timeout>", {
    script: "#!/bin/sh\nsleep 0.5; echo done >> calls",
  });
  await manager.send('1:x:{"a":"1"}');
  t.is(await manager.until("calls", "done"), "done\n");
});

test("a script that fails is told with its last line and its status, and not called again", async (t) => {
  const manager = await withRecorder(t, "", {
    script: "#!/bin/sh\necho call >> calls; echo one; echo two >&2; exit 3",
  });
  await manager.send('1:x:{"a":"1"}');
  const log = await manager.until("logs/ossec.log", "Exit status was: 3");
  t.regex(log, /wazuh-integratord: ERROR: Unable to run integration for custom-recorder -> integrations\n/);
  t.regex(log, /wazuh-integratord: ERROR: While running custom-recorder -> integrations\. Output: two \n/);
  await manager.send('1:x:{"a":"2"}');
  await manager.until("logs/ossec.log", /Exit status was: 3[^]*Exit status was: 3/);
  t.is(await manager.read("calls"), "call\ncall\n");
});

test("a script that cannot be executed is told", async (t) => {
  const manager = await withRecorder(t, "", { script: "no script" });
  await manager.send('1:x:{"a":"1"}');
  t.regex(
    await manager.until("logs/ossec.log", "Couldn't execute"),
    /ERROR: Couldn't execute command \(integrations \S+\.alert {5}10 3 > \/dev\/null 2>&1\)\. Check file and permissions\./,
  );
});

test("a script that a signal ends is told", async (t) => {
  const manager = await withRecorder(t, "", { script: "#!/bin/sh\nkill -9 $$" });
  await manager.send('1:x:{"a":"1"}');
  t.regex(
    await manager.until("logs/ossec.log", "abnormally"),
    /ERROR: Command \(integrations .*\) execution exited abnormally\./,
  );
});

test("an integration whose file is not there, or whose name Wazuh does not know, is told, and the others go on", async (t) => {
  const manager = await runManager(t, {
    conf: ["custom-missing", "mine", "virustotal", "slack", "custom-recorder"]
      .map((name) => integration("", name))
      .join(""),
    rules,
    files: Object.fromEntries(
      ["mine", "virustotal", "slack", "custom-recorder"].map((name) => [`integrations/${name}`, recorder()]),
    ),
  });
  const log = await manager.until("logs/ossec.log", "wazuh-integratord: INFO: Started");
  t.regex(
    log,
    /ERROR: Unable to enable integration for: 'custom-missing'\. File not found inside 'integrations'\./,
  );
  t.regex(log, /ERROR: Invalid integration: 'mine'\. Not currently supported\./);
  t.regex(log, /ERROR: Unable to enable integration for: 'virustotal'\. Missing API Key\./);
  t.regex(log, /ERROR: Unable to enable integration for: 'slack'\. Missing hook URL\./);
  t.regex(log, /INFO: Enabling integration for: 'custom-recorder'\./);
  await manager.send('1:x:{"a":"1"}');
  t.regex(await manager.until("calls", "end\n"), /^call \[integrations\/custom-recorder\]/);
});

test("alerts that were raised while the manager was down are not handed on", async (t) => {
  const manager = await withRecorder(t, "<alert_format>json</alert_format>");
  await manager.send('1:x:{"a":"1"}');
  await manager.until("calls", "end\n");
  await manager.stop();
  const file = join(manager.base, "logs/alerts/alerts.json");
  await appendFile(file, (await manager.read("logs/alerts/alerts.json")).replaceAll('"a":"1"', '"a":"2"'));
  const { startManager } = await import("../../../rehearsal/wazuh-manager/manager.ts");
  const again = await startManager({
    places: { base: manager.base, mount: "/nowhere", scripts: "/nowhere", temporary: manager.temporary },
    say: () => undefined,
  });
  t.teardown(again.stop);
  await appendFile(
    file,
    (await manager.lines("logs/alerts/alerts.json", 2))[0]!.replaceAll('"a":"1"', '"a":"3"') + "\n",
  );
  await manager.until("calls", '"a":"3"');
  t.false((await manager.read("calls")).includes('"a":"2"'));
});

test("a line above 65,535 bytes is skipped with a warning, one of that size is not", async (t) => {
  const manager = await withRecorder(t, "<alert_format>json</alert_format>");
  const file = join(manager.base, "logs/alerts/alerts.json");
  const alert = (id: string, length: number) => {
    const start = `{"rule":{"id":"${id}","pad":"`;
    return `${start}${"x".repeat(length - start.length - 4)}"}}\n`;
  };
  t.is(alert("1", 65_535).length, 65_535);
  await appendFile(file, alert("1", 65_536) + alert("2", 65_535) + alert("3", 200_000) + alert("4", 300));
  const calls = await manager.until("calls", '"id":"4"');
  t.deepEqual(
    Array.from(calls.matchAll(/"id":"(\d)"/g), ([, id]) => id),
    ["2", "4"],
  );
  const log = await manager.read("logs/ossec.log");
  t.is(
    log.match(/wazuh-integratord: WARNING: Overlong JSON alert read from 'logs\/alerts\/alerts\.json'$/gm)!
      .length,
    2,
  );
});

test("a line that is no JSON is skipped with a warning, and half a line is waited for", async (t) => {
  const manager = await withRecorder(t, "<alert_format>json</alert_format>");
  const file = join(manager.base, "logs/alerts/alerts.json");
  await appendFile(file, 'nonsense\n{"rule":{"id":');
  await manager.until(
    "logs/ossec.log",
    "WARNING: Invalid JSON alert read from 'logs/alerts/alerts.json': 'nonsense'",
  );
  await appendFile(file, '"1"}}\n');
  t.true((await manager.until("calls", "end\n")).includes('{"rule":{"id":"1"}}'));
});

test("where alerts.json has become another file, the old one is read to its end and the new one from its beginning", async (t) => {
  const manager = await withRecorder(t, "<alert_format>json</alert_format>");
  const file = join(manager.base, "logs/alerts/alerts.json");
  await appendFile(file, '{"rule":{"id":"1"}}\n');
  await writeFile(`${file}.new`, '{"rule":{"id":"2"}}\n');
  await rename(`${file}.new`, file);
  const calls = await manager.until("calls", '"id":"2"');
  t.deepEqual(
    Array.from(calls.matchAll(/"id":"(\d)"/g), ([, id]) => id),
    ["1", "2"],
  );
});

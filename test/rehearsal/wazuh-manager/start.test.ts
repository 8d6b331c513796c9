import { chmod, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { execa } from "execa";
import { startManager } from "../../../rehearsal/wazuh-manager/manager.ts";
import { readableByWazuh } from "../../../rehearsal/wazuh-manager/owner.ts";
import { StartRefused } from "../../../rehearsal/wazuh-manager/refusal.ts";
import { exists, prepare, runManager, type Setup } from "./running-manager.ts";

const mode = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);

test("the mounted configuration is copied over Wazuh's folder: a new file has the source's mode", async (t) => {
  const manager = await runManager(t, {
    files: { "etc/custom-misp/key": "k", "integrations/custom-x": "#!/bin/sh\n" },
  });
  t.is(await manager.read("etc/custom-misp/key"), "k");
  t.is(await mode(join(manager.base, "etc/custom-misp/key")), "640");
  t.is(await mode(join(manager.base, "integrations/custom-x")), "750");
});

test("a file that is there already gets the new content and keeps its mode", async (t) => {
  const places = await prepare(t, {
    rules:
      "<group name='a,'><rule id='100700' level='3'><match>x</match><description>d</description></rule></group>",
  });
  const start = async () => await startManager({ places, say: () => undefined });
  await (await start()).stop();
  const path = join(places.base, "etc/rules/local_rules.xml");
  await writeFile(path, "old");
  await chmod(path, 0o600);
  await (await start()).stop();
  t.regex(await readFile(path, "utf8"), /100700/);
  t.is(await mode(path), "600");
});

test("the folders have the modes of Wazuh's packages", async (t) => {
  const { base } = await runManager(t);
  const modes: Record<string, string> = {};
  for (const path of [
    "etc/rules",
    "etc/decoders",
    "integrations",
    "logs/alerts",
    "queue/sockets",
    "queue/sockets/queue",
    "logs/integrations.log",
  ]) {
    modes[path] = await mode(join(base, path));
  }
  t.deepEqual(modes, {
    "etc/rules": "770",
    "etc/decoders": "770",
    integrations: "750",
    "logs/alerts": "750",
    "queue/sockets": "770",
    "queue/sockets/queue": "660",
    "logs/integrations.log": "640",
  });
});

test("the entrypoint scripts run in order, after the copy and before the configuration is read", async (t) => {
  const manager = await runManager(t, {
    scripts: {
      "20-second.sh": 'echo "second: $(cat "$(dirname "$0")/seen")"',
      "10-first.sh":
        'cd "$(dirname "$0")"; ls ../ossec/etc > seen; sed -i "s/yes/no/" ../ossec/etc/ossec.conf',
      "notes.txt": "exit 1",
    },
  });
  t.true(manager.output.some((line) => line.startsWith("second:") && line.includes("ossec.conf")));
  t.false(await exists(join(manager.base, "logs/alerts/alerts.json")), "jsonout_output became no");
});

test("an entrypoint script that fails is told, and the manager starts all the same", async (t) => {
  const manager = await runManager(t, { scripts: { "10-bad.sh": "echo oh; exit 3" } });
  t.true(manager.output.includes("oh"));
  t.true(manager.output.some((line) => line.startsWith("10-bad.sh ended with status 3")));
  t.true(await exists(join(manager.base, "queue/sockets/queue")));
});

async function refused(t: ExecutionContext, setup: Setup) {
  const places = await prepare(t, setup);
  const error = await t.throwsAsync(startManager({ places, say: () => undefined }), {
    instanceOf: StartRefused,
  });
  return { message: error.message, log: await readFile(join(places.base, "logs/ossec.log"), "utf8") };
}

test("a mistake in ossec.conf keeps it from starting: ossec.log has Wazuh's words, the message the line", async (t) => {
  const { message, log } = await refused(t, {
    conf: "<integration>\n<name>custom-a</name>\n<groups>x</groups>\n</integration>",
  });
  t.regex(log, /wazuh-analysisd: ERROR: \(1230\): Invalid element in the configuration: 'groups'\.\n/);
  t.regex(log, /wazuh-analysisd: CRITICAL: \(1202\): Configuration error at 'etc\/ossec\.conf'\.\n/);
  t.regex(message, /'groups'\. It stands in .*\/etc\/ossec\.conf, line \d+\./);
});

test("without ossec.conf it does not start", async (t) => {
  const places = { ...(await prepare(t, {})), mount: "/nowhere" };
  const error = await t.throwsAsync(startManager({ places, say: () => undefined }), {
    instanceOf: StartRefused,
  });
  t.regex(error.message, /ossec\.conf cannot be read\. Mount it below \/nowhere\/etc\./);
});

test("an empty group of rules keeps it from starting", async (t) => {
  const { message, log } = await refused(t, { rules: '<group name="x,"></group>' });
  t.regex(log, /wazuh-analysisd: ERROR: Group 'group' without any rule\.\n/);
  t.regex(
    log,
    /wazuh-analysisd: CRITICAL: \(1220\): Error loading the rules: 'etc\/rules\/local_rules\.xml'\.\n/,
  );
  t.regex(message, /etc\/rules\/local_rules\.xml: Group 'group' without any rule\./);
});

test("a mistake in a decoder keeps it from starting", async (t) => {
  const { log } = await refused(t, { files: { "etc/decoders/local_decoder.xml": "<decoder/>" } });
  t.regex(
    log,
    /wazuh-analysisd: CRITICAL: \(1202\): Configuration error at 'etc\/decoders\/local_decoder\.xml'\.\n/,
  );
});

test("a construct that the stand-in does not support keeps it from starting, with rule, file and construct", async (t) => {
  const { message } = await refused(t, {
    rules:
      "<group name='x,'><rule id='100700' level='3'><time>6 pm - 8 am</time><description>d</description></rule></group>",
  });
  t.regex(
    message,
    /^Rule 100700 in etc\/rules\/local_rules\.xml uses <time>, which this stand-in .* does not support\./,
  );
});

test("a wrong if_group is a warning, and the manager starts", async (t) => {
  const manager = await runManager(t, {
    rules:
      "<group name='x,'><rule id='100723' level='3'><if_group>sysmon_event22</if_group><description>d</description></rule></group>",
  });
  t.regex(
    await manager.read("logs/ossec.log"),
    /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d wazuh-analysisd: WARNING: \(7610\): Group 'sysmon_event22' was not found\. Invalid 'if_group'\. Rule '100723' will be ignored\.$/m,
  );
});

test("only the folders that ossec.conf names are read; without any, the stock rules alone", async (t) => {
  const rules =
    "<group name='x,'><rule id='100700' level='3'><match>xyz</match><description>d</description></rule></group>";
  const count = async (conf: string) => {
    const manager = await runManager(t, {
      files: { "etc/ossec.conf": conf, "etc/rules/local_rules.xml": rules },
    });
    return Number(/Total rules enabled: '(\d+)'/.exec(await manager.read("logs/ossec.log"))![1]);
  };
  const stock = await count("<ossec_config><global/></ossec_config>");
  const ruleset = (inside: string) => `<ossec_config><ruleset>${inside}</ruleset></ossec_config>`;
  t.is(await count(ruleset("<rule_dir>ruleset/rules</rule_dir><rule_dir>etc/rules</rule_dir>")), stock + 1);
  t.is(await count(ruleset("<rule_include>etc/rules/local_rules.xml</rule_include>")), stock + 1);
  t.is(
    await count(
      ruleset('<rule_dir>ruleset/rules</rule_dir><rule_dir pattern="^nothing">etc/rules</rule_dir>'),
    ),
    stock,
  );
  t.is(
    await count(ruleset("<rule_dir>ruleset/rules</rule_dir><rule_include>etc/rules/none.xml</rule_include>")),
    stock,
  );
  const both = "<rule_dir>ruleset/rules</rule_dir><rule_dir>etc/rules</rule_dir>";
  t.is(await count(ruleset(`${both}<rule_exclude>local_rules.xml</rule_exclude>`)), stock);
  t.true((await count(ruleset(`${both}<rule_exclude>0800-sysmon_id_1.xml</rule_exclude>`))) < stock);
});

test("a file of rules that is not there is a warning", async (t) => {
  const manager = await runManager(t, {
    conf: "<ruleset><rule_include>etc/rules/none.xml</rule_include></ruleset>",
  });
  t.regex(
    await manager.read("logs/ossec.log"),
    /WARNING: \(1103\): Could not open file 'etc\/rules\/none\.xml' due to \[\(2\)-\(No such file or directory\)\]\./,
  );
});

test("a file is readable by wazuh as its owner, its group or the others may read it", async (t) => {
  const { base } = await runManager(t);
  const path = join(base, "etc/ossec.conf");
  const { uid, gid } = await stat(path);
  const readable = async (octal: number, owner: { uid: number; gid: number }) => {
    await chmod(path, octal);
    return await readableByWazuh(path, owner);
  };
  t.true(await readable(0o640, { uid, gid }));
  t.true(await readable(0o640, { uid: uid + 1, gid }));
  t.false(await readable(0o640, { uid: uid + 1, gid: gid + 1 }));
  t.true(await readable(0o644, { uid: uid + 1, gid: gid + 1 }));
  t.false(await readable(0o600, { uid: uid + 1, gid }));
});

const control = async (base: string, ...args: string[]) =>
  await execa(join(base, "bin/wazuh-control"), args, { reject: false });

test("wazuh-control status tells each daemon as the real one does", async (t) => {
  const manager = await runManager(t, {
    conf: "<integration><name>custom-x</name></integration>",
    files: { "integrations/custom-x": "#!/bin/sh\n" },
  });
  const { stdout, exitCode } = await control(manager.base, "status");
  const lines = stdout.split("\n");
  t.is(lines.length, 15);
  t.deepEqual(
    lines.filter((line) => line.includes("is running")),
    ["wazuh-analysisd is running...", "wazuh-integratord is running..."],
  );
  t.true(lines.includes("wazuh-maild not running..."));
  t.is(exitCode, 1, "the real one too ends with 1 while any daemon does not run, and some never do");
  await manager.stop();
  t.false((await control(manager.base, "status")).stdout.includes("is running"));
});

test("a pid file of a process that is gone does not count as running", async (t) => {
  const manager = await runManager(t);
  await writeFile(join(manager.base, "var/run/wazuh-authd-999999999.pid"), "999999999\n");
  t.regex((await control(manager.base, "status")).stdout, /wazuh-authd not running\.\.\./);
});

test("without an integration there is no integratord", async (t) => {
  const manager = await runManager(t);
  t.regex((await control(manager.base, "status")).stdout, /wazuh-integratord not running\.\.\./);
});

test("when it stops, the socket and the pid files are gone", async (t) => {
  const manager = await runManager(t);
  await manager.stop();
  t.false(await exists(join(manager.base, "queue/sockets/queue")));
  t.deepEqual(await readdir(join(manager.base, "var/run")), []);
});

test("rules ask the lists that ossec.conf names; one that is not there takes its rules with it", async (t) => {
  const asking = (id: number, list: string) =>
    `<rule id="${id}" level="3"><decoded_as>json</decoded_as><list field="a">${list}</list><description>d</description></rule>`;
  const manager = await runManager(t, {
    conf: "<ruleset><list>etc/lists/known</list><list>etc/lists/gone</list></ruleset>",
    rules: `<group name="a,">${asking(100700, "etc/lists/known")}${asking(100701, "etc/lists/gone")}</group>`,
    files: { "etc/lists/known": "evil.com:\n" },
  });
  await manager.send('1:x:{"a":"evil.com"}');
  const [alert] = await manager.lines("logs/alerts/alerts.json", 1);
  t.regex(alert!, /"id":"100700"/);
  t.regex(await manager.read("logs/ossec.log"), /\(7616\): List 'etc\/lists\/gone' could not be loaded/);
});

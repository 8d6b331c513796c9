import { join } from "node:path";
import test from "ava";
import {
  recordedAlerts,
  recordedEvents,
  recordedRules,
  comparable,
} from "../../analysis/recorded/recorded.ts";
import { dgramModule, runManager } from "./running-manager.ts";

const datagram = ({ queue, location, message }: (typeof recordedEvents)[number]) =>
  `${queue}:${location}:${message}`;

const mispRules = `<group name="misp,">
  <rule id="100620" level="0">
    <decoded_as>json</decoded_as>
    <field name="integration">^misp$</field>
    <description>An event of custom-misp</description>
    <options>no_full_log</options>
  </rule>
  <rule id="100622" level="12">
    <if_sid>100620</if_sid>
    <field name="misp.value">\\.+</field>
    <description>MISP: $(misp.value)</description>
    <group>misp_match,</group>
    <options>no_full_log</options>
  </rule>
</group>`;

/** A custom-misp that finds everything, and returns it as the real one does. */
const customMisp = `#!${process.execPath}
const { readFileSync, realpathSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { DgramSocket } = require(${JSON.stringify(dgramModule)});
const alert = JSON.parse(readFileSync(process.argv[2], "utf8"));
const base = dirname(dirname(realpathSync(__filename)));
const event = { integration: "misp", misp: { value: alert.data.win.eventdata.queryName, source: { alert_id: alert.id } } };
const { id, name } = alert.agent;
const line = Buffer.from("1:[" + id + "] (" + name + ") any->misp:" + JSON.stringify(event));
const socket = new DgramSocket();
socket.sendTo(line, 0, line.length, join(base, "queue/sockets/queue"), () => socket.close());
`;

test("a recorded DNS query becomes an alert, goes through custom-misp and comes back as rule 100622", async (t) => {
  const manager = await runManager(t, {
    conf: `<integration>
      <name>custom-misp</name>
      <hook_url>https://misp</hook_url>
      <group>sysmon_ioc</group>
      <alert_format>json</alert_format>
    </integration>`,
    rules: recordedRules,
    files: { "etc/rules/misp.xml": mispRules, "integrations/custom-misp": customMisp },
  });
  const event = recordedEvents.find(({ name }) => name === "EID22 dns")!;
  await manager.send(datagram(event));
  const [first, second] = await manager.lines("logs/alerts/alerts.json", 2);
  t.is(comparable(first!), comparable(recordedAlerts.find((line) => line.includes("100722"))!));
  const returned = JSON.parse(second!) as Record<string, unknown>;
  t.like(returned, {
    rule: { id: "100622", level: 12, description: "MISP: evil.example", groups: ["misp", "misp_match"] },
    agent: { id: "001", name: "win10" },
    decoder: { name: "json" },
    data: { integration: "misp", misp: { source: { alert_id: (JSON.parse(first!) as { id: string }).id } } },
    location: "misp",
  });
  t.is((await manager.lines("logs/archives/archives.json", 2)).length, 2);
});

test("every recorded event goes through the socket and comes out as the real manager wrote it", async (t) => {
  const manager = await runManager(t, { rules: recordedRules });
  for (const event of recordedEvents) {
    await manager.send(datagram(event));
  }
  await manager.lines("logs/archives/archives.json", recordedEvents.length);
  const sysmon = recordedAlerts.filter((line) => line.includes('"windows_eventchannel"'));
  const alerts = await manager.lines("logs/alerts/alerts.json", sysmon.length);
  for (const [index, line] of alerts.entries()) {
    t.is(comparable(line), comparable(sysmon[index]!));
  }
  t.regex(await manager.read(join("logs", "ossec.log")), /wazuh-analysisd: INFO: Started \(pid: \d+\)\./);
});

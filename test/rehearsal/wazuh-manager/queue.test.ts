import test from "ava";
import { recordedEvents } from "../../analysis/recorded/recorded.ts";
import { runManager } from "./running-manager.ts";

const rules = `<group name="test,">
  <rule id="100700" level="5">
    <decoded_as>json</decoded_as>
    <field name="a">\\.+</field>
    <description>$(a)</description>
  </rule>
</group>`;

test("an event without an alert is in archives.json alone, without a rule", async (t) => {
  const manager = await runManager(t, { rules });
  await manager.send('1:[001] (web01) 10.0.0.5->/var/log/app.json:{"b":"c"}');
  const [line] = await manager.lines("logs/archives/archives.json", 1);
  t.like(JSON.parse(line!), {
    agent: { id: "001", name: "web01", ip: "10.0.0.5" },
    manager: { name: "wazuh.manager" },
    full_log: '{"b":"c"}',
    decoder: { name: "json" },
    data: { b: "c" },
    location: "/var/log/app.json",
  });
  t.false("rule" in (JSON.parse(line!) as object));
  t.is(await manager.read("logs/alerts/alerts.json"), "");
});

test("the alert and the archived event of one message have one id, and no two alerts have the same", async (t) => {
  const manager = await runManager(t, { rules, now: () => 1_795_505_170_581 });
  for (let i = 0; i < 20; i++) {
    await manager.send(`1:x:{"a":"${i}"}`);
  }
  const ids = async (path: string) =>
    (await manager.lines(path, 20)).map((line) => (JSON.parse(line) as { id: string }).id);
  const alerts = await ids("logs/alerts/alerts.json");
  t.is(new Set(alerts).size, 20);
  t.true(
    alerts.every((id) => /^1795505170\.\d+$/.test(id)),
    alerts.join(" "),
  );
  t.deepEqual(await ids("logs/archives/archives.json"), alerts);
});

test("a datagram above 65,535 bytes is cut off: it has a decoder, no fields, no alert, and nothing is logged", async (t) => {
  const manager = await runManager(t, { rules });
  const before = await manager.read("logs/ossec.log");
  const datagram = (length: number) => `1:misp:{"a":"${"x".repeat(length - 15)}"}`;
  await manager.send(datagram(65_535));
  await manager.send(datagram(65_536));
  await manager.send(datagram(150_000));
  const lines = await manager.lines("logs/archives/archives.json", 3);
  t.deepEqual(
    lines.map((line) => {
      const event = JSON.parse(line) as { rule?: object; data?: object; decoder: { name: string } };
      return [event.decoder.name, event.data !== undefined, event.rule !== undefined];
    }),
    [
      ["json", true, true],
      ["json", false, false],
      ["json", false, false],
    ],
  );
  t.is(await manager.read("logs/ossec.log"), before);
});

test("each field beyond 256 is told in ossec.log, and the alert has the first 256", async (t) => {
  const manager = await runManager(t, { rules });
  const fields = Array.from({ length: 259 }, (_, i) => `"k${i}":"v"`);
  await manager.send(`1:misp:{"a":"b",${fields.join(",")}}`);
  const [alert] = await manager.lines("logs/alerts/alerts.json", 1);
  t.is(Object.keys((JSON.parse(alert!) as { data: object }).data).length, 256);
  const log = await manager.read("logs/ossec.log");
  t.is(log.match(/wazuh-analysisd: ERROR: Too many fields for JSON decoder\.$/gm)!.length, 4);
});

test("bytes that are not UTF-8 stand in alerts.json as they came", async (t) => {
  const manager = await runManager(t, { rules });
  await manager.send(Buffer.from('1:misp:{"a":"\xff\xfe \xc3\xa4"}', "latin1"));
  await manager.lines("logs/alerts/alerts.json", 1);
  t.true((await manager.read("logs/alerts/alerts.json", "latin1")).includes('"a":"\xff\xfe \xc3\xa4"'));
});

test("what is no message is told and does no harm", async (t) => {
  const manager = await runManager(t, { rules });
  await manager.send("nonsense");
  await manager.send('1:x:{"a":"b"}');
  await manager.lines("logs/alerts/alerts.json", 1);
  t.regex(await manager.read("logs/ossec.log"), /ERROR: \(1106\): String not correctly formatted\./);
});

test("an event whose stock rules are not all here is told once", async (t) => {
  const manager = await runManager(t, { rules });
  await manager.send('1:x:{"integration":"github"}');
  await manager.send('1:x:{"integration":"github"}');
  await manager.lines("logs/archives/archives.json", 2);
  const log = await manager.read("logs/ossec.log");
  t.is(log.match(/WARNING: Stock rule 91100 took an event, and this stand-in leaves out rules/g)!.length, 1);
});

/** Milliseconds of the processor that this thread took since then: unlike those of a clock, the same on a machine that is busy. */
const processorTime = (before: NodeJS.CpuUsage): number => {
  const { user, system } = process.threadCpuUsage(before);
  return Math.round((user + system) / 1000);
};

test("20,000 events, sent as fast as they go, are all alerts within seconds of the processor's time", async (t) => {
  const manager = await runManager(t, { rules });
  const before = process.threadCpuUsage();
  for (let i = 0; i < 20_000; i++) {
    await manager.send(`1:x:{"a":"${i}"}`);
  }
  const lines = await manager.lines("logs/alerts/alerts.json", 20_000);
  t.is((JSON.parse(lines.at(-1)!) as { rule: { firedtimes: number } }).rule.firedtimes, 20_000);
  t.log(`${processorTime(before)} ms`);
  t.true(processorTime(before) < 20_000);
});

test("a Sysmon event that many stock rules look at takes less than five milliseconds of the processor's time", async (t) => {
  const manager = await runManager(t, {});
  const { queue, location, message } = recordedEvents[0]!;
  const before = process.threadCpuUsage();
  for (let i = 0; i < 2000; i++) {
    await manager.send(`${queue}:${location}:${message}`);
  }
  await manager.lines("logs/archives/archives.json", 2000);
  t.log(`${processorTime(before)} ms for 2,000`);
  t.true(processorTime(before) < 10_000);
});

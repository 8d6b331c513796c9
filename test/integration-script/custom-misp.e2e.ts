import test from "ava";
import { dnsAlert } from "./helpers/alerts.ts";
import { Manager } from "./helpers/manager.ts";
import { row, startMisp } from "./helpers/misp-stand-in.ts";

test("an alert whose domain MISP knows comes back as an enriched event of the same agent", async (t) => {
  await using misp = await startMisp([row({ type: "domain", value: "evil.example" })]);
  await using manager = await Manager.create({ key: misp.key });
  const result = await manager.call(dnsAlert("EVIL.example."), { url: misp.url });
  t.is(result.code, 0, result.stderr);
  await manager.receive(1);
  const [event] = manager.events();
  t.is(event!.header, "1:[001] (win10) 172.20.0.3->misp:");
  t.like(event!.misp, {
    value: "evil.example",
    type: "domain",
    event_link: `${misp.url}/events/view/7`,
    threat_level: "medium",
    indicator: { value: "evil.example", kind: "domain", field: "data.win.eventdata.queryName" },
    matches: { count: "1", event_ids: ["7"] },
    source: { alert_id: "1795506876.19375", agent_id: "001" },
  });
  const [trace] = await manager.trace();
  t.like(trace, {
    alert_id: "1795506876.19375",
    matched: 1,
    outcome: "returned",
    requests: 1,
    origin: "misp",
  });
  t.is(trace!.returned!.bytes, Buffer.byteLength(manager.received[0]!));
});

test("replay sends each line to the queue as its agent would have", async (t) => {
  await using manager = await Manager.create();
  const lines = [
    { queue: "1", location: "[001] (web01) any->/var/log/app.json", message: { a: 1 } },
    { queue: "f", location: "[001] (win10) any->EventChannel", message: "text: as it is" },
  ];
  const result = await manager.run(["replay"], {
    input: lines.map((line) => JSON.stringify(line)).join("\n"),
  });
  t.is(result.code, 0, result.stderr);
  t.is(result.stdout, "2 events accepted.\n");
  await manager.receive(2);
  t.deepEqual(manager.received, [
    '1:[001] (web01) any->/var/log/app.json:{"a":1}',
    "f:[001] (win10) any->EventChannel:text: as it is",
  ]);
});

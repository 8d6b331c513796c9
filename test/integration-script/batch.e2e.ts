import test from "ava";
import { dnsAlert } from "./helpers/alerts.ts";
import { Manager } from "./helpers/manager.ts";
import { row, sendJson, startMisp } from "./helpers/misp-stand-in.ts";

const names = Array.from({ length: 1000 }, (_, index) => `host${index}.evil.example`);

const alertIds = (manager: Manager) =>
  manager.events().map(({ misp }) => (misp["source"] as Record<string, string>)["alert_id"]);

test("ten thousand alerts with a thousand indicators are asked for in few requests, and each match is returned", async (t) => {
  const known = names.filter((_, index) => index % 100 === 0);
  await using misp = await startMisp(known.map((value) => row({ type: "domain", value })));
  await using manager = await Manager.create({ key: misp.key });
  const alerts = Array.from({ length: 10_000 }, (_, index) =>
    dnsAlert(names[index % names.length]!, { id: `alert-${index}`, agent: { id: String(index), name: "a" } }),
  );
  const result = await manager.call(alerts, { url: misp.url, options: { repeat_seconds: 0 }, timeout: "60" });
  t.is(result.code, 0, result.stderr);
  t.true(misp.requests.length <= 12, `${misp.requests.length} requests`);
  t.is(new Set(misp.requests.flatMap(({ body }) => body["value"] as string[])).size, 1000);
  await manager.receive(100);
  t.deepEqual(
    alertIds(manager),
    alerts.filter((_, index) => index % 100 === 0).map(({ id }) => id),
  );
  const trace = await manager.trace();
  t.like(trace[0], { alerts: 10_000, matched: 100, outcome: "returned", requests: misp.requests.length });
  t.is(trace.length, 101);
  t.like(trace[1], { alert_id: "alert-0", matched: 1, outcome: "returned" });
});

test("a line that is no alert is told of, and the others are looked up", async (t) => {
  await using misp = await startMisp([row({ type: "domain", value: "evil.example" })]);
  await using manager = await Manager.create({ key: misp.key });
  const text = ["{broken", JSON.stringify(dnsAlert("evil.example")), "", "[1]"].join("\n");
  const result = await manager.call(text, { url: misp.url });
  t.is(result.code, 0, result.stderr);
  await manager.receive(2);
  t.is(manager.events()[0]!.misp["value"], "evil.example");
  t.like(manager.events()[1]!.misp, { error: { kind: "alert" } });
});

test("more rows than the limit are fetched page by page, and all of them count", async (t) => {
  const rows = Array.from({ length: 25 }, (_, index) =>
    row({
      type: "domain",
      value: "evil.example",
      event_id: String(index),
      Event: { id: String(index), info: "x" },
    }),
  );
  await using misp = await startMisp(rows);
  await using manager = await Manager.create({ key: misp.key });
  await manager.call(dnsAlert("evil.example"), { url: misp.url, options: { limit: 10 } });
  await manager.receive(1);
  t.deepEqual(
    misp.requests.map(({ body }) => [body["page"], body["limit"]]),
    [
      [1, 10],
      [2, 10],
      [3, 10],
    ],
  );
  t.like(manager.events()[0]!.misp, { matches: { count: "25" } });
});

test("rows that a warninglist took out of a page do not end the paging", async (t) => {
  await using misp = await startMisp();
  await using manager = await Manager.create({ key: misp.key });
  misp.fault = (response, { body }) => {
    const rows = body["page"] === 2 ? [row({ type: "domain", value: "evil.example" })] : [];
    sendJson(
      response,
      200,
      { response: { Attribute: rows } },
      { "x-skipped-elements-count": body["page"] === 1 ? "10" : "0" },
    );
  };
  await manager.call(dnsAlert("evil.example"), { url: misp.url, options: { limit: 10 } });
  await manager.receive(1);
  t.is(misp.requests.length, 2);
});

test("what MISP matches loosely, or answers unasked, is no match", async (t) => {
  await using misp = await startMisp([
    row({ type: "domain", value: "evíl.example" }),
    row({ type: "domain", value: "evil.example " }),
    row({ type: "ip-dst|port", value: "45.155.205.233|443" }),
  ]);
  await using manager = await Manager.create({ key: misp.key });
  await manager.call(dnsAlert("evil.example"), { url: misp.url });
  t.like((await manager.trace())[0], { matched: 0, outcome: "no-match" });
  misp.fault = (response) => {
    sendJson(response, 200, { response: { Attribute: [row({ type: "domain", value: "someone.else" })] } });
  };
  await manager.call(dnsAlert("other.example"), { url: misp.url });
  t.like((await manager.trace())[1], { matched: 0, outcome: "no-match" });
});

test("its own events are never looked up", async (t) => {
  await using misp = await startMisp([row({ type: "domain", value: "evil.example" })]);
  await using manager = await Manager.create({ key: misp.key });
  await manager.call(dnsAlert("evil.example"), { url: misp.url });
  await manager.receive(1);
  const line = manager.received[0]!;
  const own = {
    id: "2",
    rule: { id: "100622", level: 12, groups: ["misp", "sysmon_event_22"] },
    data: JSON.parse(line.slice(line.indexOf("{"))) as unknown,
    location: "misp",
  };
  t.is((await manager.call(own, { url: misp.url })).code, 0);
  t.is(misp.requests.length, 1);
  t.like((await manager.trace())[1], { alert_id: "2", outcome: "own-event" });
});

import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import { dnsAlert } from "./helpers/alerts.ts";
import { Manager } from "./helpers/manager.ts";
import { row, startMisp } from "./helpers/misp-stand-in.ts";

const evil = () => row({ type: "domain", value: "evil.example" });
const options = { repeat_seconds: 0 };
const spool = (manager: Manager) => join(manager.folder, "logs/custom-misp/spool");

const alertIds = (manager: Manager) =>
  manager
    .events()
    .filter(({ misp }) => "value" in misp)
    .map(({ misp }) => (misp["source"] as Record<string, string>)["alert_id"]);

test("events wait while the queue is away, and the next call sends them, in order and once", async (t) => {
  await using misp = await startMisp([evil()]);
  await using manager = await Manager.create({ key: misp.key });
  await manager.hangUp();
  for (const id of ["a", "b", "c"]) {
    const result = await manager.call(dnsAlert("evil.example", { id }), { url: misp.url, options });
    t.is(result.code, 0, result.stderr);
  }
  t.deepEqual(
    (await manager.trace()).map(({ outcome, error }) => [outcome, error?.kind]),
    [
      ["spooled", "queue"],
      ["spooled", "queue"],
      ["spooled", "queue"],
    ],
  );
  manager.listen();
  // Also a call that has nothing to look up sends what waits.
  await manager.call(dnsAlert("WORKSTATION7"), { url: misp.url, options });
  await manager.receive(4);
  t.deepEqual(alertIds(manager), ["a", "b", "c"]);
  t.like(manager.events()[1]!.misp, { error: { kind: "queue" } });
  t.is((await manager.trace()).at(-1)!.drained, 4);
  await t.throwsAsync(readdir(spool(manager)), { code: "ENOENT" });
  await manager.call(dnsAlert("WORKSTATION7"), { url: misp.url, options });
  t.is(manager.received.length, 4);
});

test("fifty calls at once while the queue is away, then fifty that find it: none is lost, none comes twice", async (t) => {
  await using misp = await startMisp([evil()]);
  await using manager = await Manager.create({ key: misp.key });
  const call = (id: string) =>
    manager.call(dnsAlert("evil.example", { id }), { url: misp.url, options, timeout: "60" });
  const ids = Array.from({ length: 50 }, (_, index) => `early-${index}`);
  await manager.hangUp();
  await Promise.all(ids.map(call));
  manager.listen();
  const later = Array.from({ length: 50 }, (_, index) => `late-${index}`);
  await Promise.all(later.map(call));
  await call("last");
  await manager.receive(102);
  t.deepEqual(alertIds(manager).sort(), [...ids, ...later, "last"].sort());
});

test("a queue that is full for long does not hold a call up", async (t) => {
  await using misp = await startMisp([evil()]);
  await using manager = await Manager.create({ key: misp.key });
  await manager.hangUp();
  // A socket that is bound and never read: it takes ten datagrams, and no more.
  const holder = await holdQueue(join(manager.folder, "queue/sockets/queue"));
  const many = Array.from({ length: 60 }, (_, index) => dnsAlert("evil.example", { id: `alert-${index}` }));
  const result = await manager.call(many, { url: misp.url, options });
  t.is(result.code, 0, result.stderr);
  // Each of them may wait for half a second, but only the first does.
  t.true(result.took < 10_000, `${result.took} ms`);
  const [line] = await manager.trace();
  t.like(line, { alerts: 60, outcome: "spooled", error: { kind: "queue" } });
  holder.kill();
  await manager.hangUp();
  manager.listen();
  const waiting = (await readdir(spool(manager))).length;
  t.true(waiting >= 40);
  await manager.call(dnsAlert("WORKSTATION7"), { url: misp.url, options });
  await manager.receive(waiting);
});

/** Another process that binds the queue and never reads it. */
const holdQueue = async (path: string) => {
  const { spawn } = await import("node:child_process");
  const script =
    "import socket,sys,time\ns=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM)\ns.bind(sys.argv[1])\nprint('bound',flush=True)\ntime.sleep(600)";
  const child = spawn("python3", ["-c", script, path], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((resolve) => child.stdout.once("data", resolve));
  return child;
};

test("events wait, too, while the socket of an analysisd is there that was killed", async (t) => {
  await using misp = await startMisp([evil()]);
  await using manager = await Manager.create({ key: misp.key });
  await manager.hangUp();
  const killed = await holdQueue(join(manager.folder, "queue/sockets/queue"));
  killed.kill("SIGKILL");
  await once(killed, "exit");
  await manager.call(dnsAlert("evil.example", { id: "a" }), { url: misp.url, options });
  t.like((await manager.trace())[0], { outcome: "spooled", error: { kind: "queue" } });
  await manager.hangUp();
  manager.listen();
  await manager.call(dnsAlert("evil.example", { id: "b" }), { url: misp.url, options });
  await manager.receive(3);
  t.deepEqual(alertIds(manager), ["a", "b"]);
});

test("a restarted analysisd is found again within one call", async (t) => {
  await using misp = await startMisp([evil()]);
  await using manager = await Manager.create({ key: misp.key });
  await manager.call(dnsAlert("evil.example", { id: "a" }), { url: misp.url, options });
  await manager.hangUp();
  manager.listen();
  await manager.call(dnsAlert("evil.example", { id: "b" }), { url: misp.url, options });
  await manager.receive(2);
  t.deepEqual(alertIds(manager), ["a", "b"]);
});

test("an event that can neither be sent nor kept ends the call with 1 and one clear line", async (t) => {
  await using misp = await startMisp([evil()]);
  await using manager = await Manager.create({ key: misp.key });
  await manager.hangUp();
  await manager.write("logs/custom-misp", "a file where the folder should be");
  const result = await manager.call(dnsAlert("evil.example"), { url: misp.url, options });
  t.is(result.code, 1);
  t.is(result.stderr.trim().split("\n").length, 1, result.stderr);
  t.like((await manager.trace())[0], { outcome: "lost" });
});

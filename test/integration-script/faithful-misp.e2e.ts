/** Against the rehearsal's MISP, which is held to what a real one was recorded to answer. */
import test, { type ExecutionContext } from "ava";
import { type Misp, misp as startMisp, adminKey } from "../rehearsal/misp/support.ts";
import { dnsAlert, sysmonAlert } from "./helpers/alerts.ts";
import { Manager } from "./helpers/manager.ts";

const hash = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";

const publish = async (t: ExecutionContext, server: Misp, event: Record<string, unknown>): Promise<void> => {
  const answer = await server.ask("POST", "/events/add", {
    Event: { info: "Lab", published: true, ...event },
  });
  t.is(answer.status, 200, answer.text);
};

const lab = async (t: ExecutionContext, options: Record<string, unknown> = {}) => {
  const server = await startMisp(t, { redirectToHttps: false });
  await publish(t, server, {
    threat_level_id: "1",
    Tag: [{ name: "tlp:green" }],
    Attribute: [
      { type: "domain", value: "iabg.de", to_ids: true, comment: "A comment" },
      { type: "filename|sha256", value: `Evil.EXE|${hash}`, to_ids: true },
      { type: "ip-dst|port", value: "45.155.205.233|8443", to_ids: true },
      { type: "url", value: "http://evil.com/Gate.php?x=1&&y=2", to_ids: true },
      { type: "domain", value: "context.com", to_ids: false },
    ],
  });
  const url = `http://127.0.0.1:${server.httpPort}`;
  const manager = await Manager.configured({ url, key: adminKey }, options);
  t.teardown(() => manager[Symbol.asyncDispose]());
  const call = async (alert: unknown) => {
    const { code, stderr } = await manager.call(alert, { url, options: { repeat_seconds: 0, ...options } });
    t.is(code, 0, stderr);
    return (await manager.trace()).at(-1)!;
  };
  return { server, manager, url, call };
};

test("every kind of indicator is found, and comes back with what MISP knows of it", async (t) => {
  const { manager, call } = await lab(t);
  t.like(await call(dnsAlert("IABG.de")), { matched: 1, outcome: "returned", origin: "misp" });
  t.like(await call(sysmonAlert(7, { hashes: `SHA256=${hash}`, imageLoaded: "C:\\\\x\\\\evil.exe" })), {
    matched: 1,
  });
  t.like(await call(sysmonAlert(3, { destinationIp: "45.155.205.233", destinationPort: "8443" })), {
    matched: 1,
  });
  t.like(await call({ id: "1", data: { url: "HTTP://Evil.com/Gate.php?x=1&&y=2" } }), { matched: 1 });
  t.like(await call(dnsAlert("context.com")), { matched: 0, outcome: "no-match" });
  t.like(await call(dnsAlert("ïabg.de")), { matched: 0, outcome: "no-match" });
  await manager.receive(4);
  t.like(manager.events()[0]!.misp, {
    value: "iabg.de",
    comment: "A comment",
    to_ids: "true",
    threat_level: "high",
    event_info: "Lab",
    event_published: "true",
    tags: ["tlp:green"],
  });
});

test("a key that is refused, and then put right, is told once and lets the alert be looked up", async (t) => {
  const { manager, call } = await lab(t);
  await manager.write("etc/custom-misp/key", "x".repeat(40));
  t.like(await call(dnsAlert("iabg.de")), {
    outcome: "postponed",
    error: { kind: "key-refused", status: 403 },
  });
  await manager.write("etc/custom-misp/key", adminKey);
  t.is((await manager.run(["check"])).code, 0);
  t.regex((await manager.run(["flush"])).stdout, /looked up 1 alerts/);
  await manager.receive(2);
  t.like(manager.events()[1]!.misp, { value: "iabg.de" });
});

test("a sync mirrors what counts, and the next one follows what changes in MISP", async (t) => {
  const { server, manager, call } = await lab(t);
  const sync = async () => (await manager.run(["sync"])).stdout.replace(/ in [\d.]+ s/, "");
  t.is(await sync(), "Mirrored everything: 4 attributes of 1 events.\n");
  t.like(await call(dnsAlert("iabg.de")), { origin: "mirror", matched: 1 });

  await publish(t, server, {
    info: "Second",
    Attribute: [{ type: "domain", value: "new.com", to_ids: true }],
  });
  const [found] = (
    (await server.ask("POST", "/attributes/restSearch", { value: ["iabg.de"] })).json() as {
      response: { Attribute: { id: string }[] };
    }
  ).response.Attribute;
  t.is((await server.ask("POST", `/attributes/delete/${found!.id}`)).status, 200);
  t.is(await sync(), "Mirrored what changed: 4 attributes of 2 events.\n");
  t.like(await call(dnsAlert("iabg.de")), { origin: "mirror", matched: 0 });
  t.like(await call(dnsAlert("new.com")), { origin: "mirror", matched: 1 });
});

test("what is on an enabled warninglist is found neither by a question nor in the mirror", async (t) => {
  const { server, manager, call } = await lab(t, { reserved: true });
  await server.ask("POST", "/warninglists/toggleEnable", { id: ["1"], enabled: 1 });
  await publish(t, server, { Attribute: [{ type: "ip-dst", value: "10.1.2.3", to_ids: true }] });
  const alert = sysmonAlert(3, { destinationIp: "10.1.2.3" });
  t.like(await call(alert), { matched: 0, origin: "misp" });
  await manager.run(["sync"]);
  t.like(await call(alert), { matched: 0, origin: "mirror" });
});

test("sightings arrive with a key that may add them, and are refused with one that only reads", async (t) => {
  const options = { sightings_key_file: "etc/custom-misp/sightings-key" };
  const { server, manager, call } = await lab(t, options);
  const made = await server.ask("POST", "/auth_keys/add/1", { read_only: true });
  const { AuthKey } = made.json() as { AuthKey: { authkey_raw: string } };
  await manager.write("etc/custom-misp/sightings-key", AuthKey.authkey_raw);
  await call(sysmonAlert(7, { hashes: `SHA256=${hash}` }));
  const refused = await manager.run(["flush"]);
  t.is(refused.code, 1);
  t.regex(refused.stderr, /sightings_key_file/);
  await manager.write("etc/custom-misp/sightings-key", adminKey);
  t.regex((await manager.run(["flush"])).stdout, /and 1 sightings/);
  const [found] = (
    (await server.ask("POST", "/attributes/restSearch", { value: [hash], includeSightings: 1 })).json() as {
      response: { Attribute: { Sighting?: { source: string }[] }[] };
    }
  ).response.Attribute;
  t.is(found!.Sighting?.[0]?.source, "wazuh");
});

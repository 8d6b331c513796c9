import { chmod } from "node:fs/promises";
import test from "ava";
import { buildCustomMisp } from "../../build/custom-misp.ts";
import { createAuthority, issueCertificate } from "../../components/certificate-authority.ts";
import { enrichedFields } from "../../integration-script/enriched-event.ts";
import { version } from "../../integration-script/version.ts";
import { dnsAlert, sysmonAlert } from "./helpers/alerts.ts";
import { Manager, runProgram } from "./helpers/manager.ts";
import { row, sendJson, startMisp } from "./helpers/misp-stand-in.ts";

const evil = () => row({ type: "domain", value: "evil.example" });

test("without arguments, or with a command that does not exist, it tells what there is and ends with 2", async (t) => {
  await using manager = await Manager.create();
  for (const args of [[], ["syncc"], ["sync", "--unknown"], ["explain"], ["explain", "a", "b"]]) {
    const { code, stderr } = await manager.run(args);
    t.is(code, 2, args.join(" "));
    t.regex(stderr, /^custom-misp: /);
  }
  const { code, stdout } = await manager.run(["--help"]);
  t.is(code, 0);
  t.regex(stdout, /Examples/);
  t.is((await manager.run(["--version"])).stdout, `${version}\n`);
});

test("outside of a manager it tells its version and what there is", async (t) => {
  const { path } = await buildCustomMisp();
  t.is((await runProgram(path, ["--version"])).stdout, `${version}\n`);
  t.is((await runProgram(path, ["--help"])).code, 0);
  const { code, stderr } = await runProgram(path, ["check"]);
  t.is(code, 1);
  t.regex(stderr, /^custom-misp: .*ossec\.conf cannot be read/);
});

test("a first argument with a slash is an alert file, whatever its name", async (t) => {
  await using misp = await startMisp([evil()]);
  await using manager = await Manager.create({ key: misp.key });
  const file = await manager.write("tmp/sync", `${JSON.stringify(dnsAlert("evil.example"))}\n`);
  const { code, stderr } = await manager.run([file, "", misp.url, "", "", "", ""]);
  t.is(code, 0, stderr);
  await manager.receive(1);
});

test("explain tells what would be asked and what would come back, and changes nothing", async (t) => {
  await using misp = await startMisp([evil()]);
  await using manager = await Manager.configured(misp);
  const alert = sysmonAlert(3, { destinationIp: "10.0.0.5", destinationHostname: "EVIL.example" });
  for (const args of [
    ["explain", await manager.write("tmp/a.alert", JSON.stringify(alert))],
    ["explain", "-"],
  ]) {
    const { code, stdout, stderr } = await manager.run(args, { input: JSON.stringify(alert) });
    t.is(code, 0, stderr);
    t.regex(stdout, /Alert 1795506876\.19375, rule 100711 of level 3, agent 001 win10/);
    t.regex(stdout, /domain evil\.example, from data\.win\.eventdata\.destinationHostname/);
    t.regex(stdout, /10\.0\.0\.5, from data\.win\.eventdata\.destinationIp: a private or reserved address/);
    t.regex(stdout, /Known to the store: none/);
    t.regex(stdout, /Matches, the best first, as of misp:\n {2}domain evil\.example/);
    t.regex(stdout, /\{"integration":"misp"/);
  }
  t.deepEqual(manager.received, []);
  await t.throwsAsync(manager.trace(), { code: "ENOENT" });
});

test("explain tells of an alert that has nothing, of one of its own, and of a MISP that fails", async (t) => {
  await using misp = await startMisp();
  await using manager = await Manager.configured(misp);
  const explain = async (alert: unknown) =>
    (await manager.run(["explain", "-"], { input: JSON.stringify(alert) })).stdout;
  t.regex(await explain(dnsAlert("WORKSTATION7")), /There is nothing to look up/);
  t.regex(await explain({ data: { integration: "misp" } }), /it is not looked up/);
  misp.fault = (response) => {
    sendJson(response, 403, {});
  };
  t.regex(await explain(dnsAlert("evil.example")), /Trouble: key-refused/);
});

test("check proves everything that a look-up needs", async (t) => {
  const authority = await createAuthority();
  await using misp = await startMisp(
    [],
    await issueCertificate(authority, { distinguishedName: "CN=misp", names: ["127.0.0.1"] }),
  );
  await using manager = await Manager.configured(misp, {
    ca_file: "etc/custom-misp/ca.pem",
    sightings_key_file: "etc/custom-misp/sightings-key",
  });
  await manager.write("etc/custom-misp/ca.pem", authority.certificate);
  await manager.write("etc/custom-misp/sightings-key", misp.key);
  await manager.run(["sync"]);
  const { code, stdout, stderr } = await manager.run(["check"]);
  t.is(code, 0, stdout + stderr);
  t.deepEqual(
    stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.slice(0, line.indexOf(":"))),
    ["options", "key", "misp", "search", "clock", "queue", "store", "mirror", "sightings"].map(
      (name) => `ok    ${name}`,
    ),
  );
});

test("check tells what is wrong, and goes on with the other checks", async (t) => {
  await using misp = await startMisp();
  await using manager = await Manager.configured(misp);
  await chmod(await manager.write("etc/custom-misp/key", "wrong-key"), 0o644);
  await manager.hangUp();
  await manager.write("logs/custom-misp", "a file where the folder should be");
  const { code, stdout } = await manager.run(["check"]);
  t.is(code, 1);
  const failed = stdout
    .trimEnd()
    .split("\n")
    .filter((line) => line.startsWith("FAIL"));
  t.deepEqual(
    failed.map((line) => line.slice(6, line.indexOf(":"))),
    ["key", "misp", "search", "clock", "queue", "store"],
  );
  t.false(stdout.includes("wrong-key"));
});

test("check tells of a clock that is wrong", async (t) => {
  await using misp = await startMisp();
  await using manager = await Manager.configured(misp);
  misp.fault = (response) => {
    response.setHeader("date", "Mon, 01 Jan 2024 00:00:00 GMT");
    sendJson(response, 200, { version: "2.5.1", response: { Attribute: [] } });
  };
  t.regex((await manager.run(["check"])).stdout, /FAIL {2}clock: This clock and MISP's differ by \d+ s/);
});

test("check ends the pause after an outage", async (t) => {
  await using misp = await startMisp([evil()]);
  await using manager = await Manager.configured(misp);
  misp.fault = (response) => {
    sendJson(response, 500, {});
  };
  await manager.call(dnsAlert("evil.example", { id: "1" }), { url: misp.url, retries: "0" });
  misp.fault = undefined;
  t.is((await manager.run(["check"])).code, 0);
  await manager.call(dnsAlert("evil.example", { id: "2", agent: { id: "002", name: "b" } }), {
    url: misp.url,
  });
  await manager.receive(3);
});

test("flush sends the events and looks up the alerts that wait", async (t) => {
  await using misp = await startMisp([evil()]);
  await using manager = await Manager.configured(misp);
  await manager.call(dnsAlert("evil.example", { id: "1", agent: { id: "001", name: "a" } }), {
    url: misp.url,
  });
  misp.fault = (response) => {
    sendJson(response, 500, {});
  };
  const other = row({ type: "domain", value: "other.example" });
  misp.rows.push(other);
  await manager.hangUp();
  await manager.call(dnsAlert("other.example", { id: "2" }), { url: misp.url, retries: "0" });
  manager.listen();
  misp.fault = undefined;
  t.is((await manager.run(["check"])).code, 0);
  const { code, stdout, stderr } = await manager.run(["flush"]);
  t.is(code, 0, stderr);
  t.is(stdout, "Sent 2 events and 0 sightings, and looked up 1 alerts that had waited.\n");
  await manager.receive(4);
  t.like(manager.events().at(-1)!.misp, { value: "other.example", source: { alert_id: "2" } });
});

test("sightings are sent by a process of their own, in a batch, with a key of their own", async (t) => {
  const names = Array.from({ length: 60 }, (_, index) => `evil${index}.example`);
  await using misp = await startMisp(
    names.map((value) => row({ type: "domain|ip", value: `${value}|45.155.205.233` })),
  );
  await using manager = await Manager.configured(misp, {
    sightings_key_file: "etc/custom-misp/sightings-key",
  });
  await manager.write("etc/custom-misp/sightings-key", misp.key);
  const alerts = names.map((name, index) => dnsAlert(name, { id: `alert-${index}` }));
  await manager.call(alerts, {
    url: misp.url,
    options: { sightings_key_file: "etc/custom-misp/sightings-key" },
  });
  const sent = () => misp.requests.filter(({ path }) => path === "/sightings/add");
  const end = performance.now() + 20_000;
  while (sent().flatMap(({ body }) => body["values"] as string[]).length < 60 && performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  t.deepEqual(
    sent().map(({ body }) => [(body["values"] as string[]).length, body["source"], body["type"]]),
    [
      [50, "wazuh", "0"],
      [10, "wazuh", "0"],
    ],
  );
  t.deepEqual(
    sent().flatMap(({ body }) => body["values"] as string[]),
    names,
  );
  t.is((await manager.trace())[0]!.requests, 1);
});

test("sightings wait where the key may not add them, and it is told", async (t) => {
  await using misp = await startMisp([evil()]);
  await using manager = await Manager.configured(misp, {
    sightings_key_file: "etc/custom-misp/sightings-key",
  });
  await manager.write("etc/custom-misp/sightings-key", "read-only-key");
  const options = { sightings_key_file: "etc/custom-misp/sightings-key" };
  await manager.call(dnsAlert("evil.example"), { url: misp.url, options });
  const { code, stderr } = await manager.run(["flush"]);
  t.is(code, 1);
  t.regex(stderr, /sightings_key_file/);
  await manager.receive(2);
  t.like(manager.events()[1]!.misp, { error: { kind: "key-refused", status: "403" } });
  await manager.write("etc/custom-misp/sightings-key", misp.key);
  t.regex((await manager.run(["flush"])).stdout, /and 1 sightings/);
});

test("replay stops where the queue is not there, and tells how far it came", async (t) => {
  await using manager = await Manager.create();
  await manager.hangUp();
  const line = JSON.stringify({ queue: "1", location: "x", message: "y" });
  const { code, stdout, stderr } = await manager.run(["replay"], { input: `${line}\n${line}\n` });
  t.is(code, 1);
  t.is(stdout, "0 events accepted.\n");
  t.regex(stderr, /start the manager/);
});

test("replay refuses a line that is no event, and names it", async (t) => {
  await using manager = await Manager.create();
  const line = JSON.stringify({ queue: "1", location: "x", message: "y" });
  for (const wrong of ["{", '{"queue":"1"}', '{"queue":"11","location":"x","message":"y"}', '"x"']) {
    const { code, stdout, stderr } = await manager.run(["replay"], { input: `${line}\n${wrong}\n` });
    t.is(code, 1);
    t.is(stdout, "1 event accepted.\n");
    t.regex(stderr, /Line 2/);
  }
});

test("replay waits for room in the queue", async (t) => {
  await using manager = await Manager.create();
  const lines = Array.from({ length: 2000 }, (_, index) =>
    JSON.stringify({ queue: "1", location: "x", message: { index } }),
  );
  const file = await manager.write("tmp/telemetry.ndjson", lines.join("\n"));
  t.is((await manager.run(["replay", file])).stdout, "2000 events accepted.\n");
  await manager.receive(2000);
  t.is(manager.received.at(-1), '1:x:{"index":1999}');
});

for (const [title, call] of [
  ["options that are not JSON", { options: "{broken" }],
  ["an option that does not exist", { options: '{"keyfile":"x"}' }],
  ["an option of the wrong type", { options: '{"to_ids":"yes"}' }],
  ["a number beyond its limits", { options: '{"limit":0}' }],
  ["a MISP address that is none", { url: "misp" }],
  ["a MISP address with a password", { url: "https://user:secret@misp" }],
  ["a timeout that is no number", { timeout: "soon" }],
  ["a certificate authority that is not there", { options: '{"ca_file":"etc/none.pem"}' }],
  ["a key file that is not there", { options: '{"key_file":"etc/none"}' }],
] as const) {
  test(`${title} ends the call with 1, one clear line, and an error event`, async (t) => {
    await using misp = await startMisp([evil()]);
    await using manager = await Manager.create({ key: misp.key });
    const { code, stderr } = await manager.call(dnsAlert("evil.example"), { url: misp.url, ...call });
    t.is(code, 1);
    t.is(stderr.trimEnd().split("\n").length, 1, stderr);
    t.false(stderr.includes("secret"));
    await manager.receive(1);
    t.regex((manager.events()[0]!.misp["error"] as Record<string, string>)["kind"]!, /^(usage|options|key)$/);
    t.like(manager.events()[0]!.misp, { source: { alert_id: "1795506876.19375" } });
    t.is(misp.requests.length, 0);
  });
}

for (const [title, alert] of [
  ["is empty", ""],
  ["is not JSON", "** Alert 1795506876.19375: - ids\nalertdate='2026'\n"],
  ["holds a list", "[1,2]"],
] as const) {
  test(`an alert file that ${title} ends the call with 1, one clear line, and an error event`, async (t) => {
    await using manager = await Manager.create({ key: "k" });
    const { code, stderr } = await manager.call(alert, { url: "http://127.0.0.1:1" });
    t.is(code, 1);
    t.is(stderr.trimEnd().split("\n").length, 1, stderr);
    await manager.receive(1);
    t.like(manager.events()[0]!.misp, { error: { kind: "alert" }, source: { alert_id: "unknown" } });
  });
}

test("an event has the fields that it is described with, and no others", async (t) => {
  await using misp = await startMisp([
    row({
      type: "domain",
      value: "evil.example",
      comment: "x",
      first_seen: "2026-01-01T00:00:00+00:00",
      last_seen: "2026-02-01T00:00:00+00:00",
      decay_score: [{ score: 71.5 }],
    }),
  ]);
  await using manager = await Manager.create({ key: misp.key });
  await manager.call(dnsAlert("evil.example"), { url: misp.url });
  await manager.receive(1);
  const described = new Map(enrichedFields.map((field) => [field.path, field]));
  const seen = new Map<string, unknown>();
  const walk = (value: unknown, path: string): void => {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      Object.entries(value).forEach(([key, item]) => {
        walk(item, `${path}.${key}`);
      });
    } else {
      seen.set(path, value);
    }
  };
  walk(manager.events()[0]!.misp, "misp");
  for (const [path, value] of seen) {
    const type = described.get(path)?.type;
    t.is(type === "strings" ? Array.isArray(value) : typeof value === "string", type !== undefined, path);
  }
  const missing = enrichedFields.filter(({ path, present }) => present === "match" && !seen.has(path));
  t.deepEqual(missing, []);
  t.like(manager.events()[0]!.misp, { decay_score: "71.5", comment: "x" });
});

import { access, copyFile, readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import test from "ava";
import { dnsAlert } from "./helpers/alerts.ts";
import { Manager } from "./helpers/manager.ts";
import { row, sendJson, startMisp } from "./helpers/misp-stand-in.ts";

const evil = () => row({ type: "domain", value: "evil.example" });
const store = "logs/custom-misp/store-1.db";

test("an answer holds for its time: hits and misses are not asked for again", async (t) => {
  await using misp = await startMisp([evil()]);
  await using manager = await Manager.create({ key: misp.key });
  const options = { repeat_seconds: 0 };
  for (const name of ["evil.example", "good.example", "evil.example", "good.example"]) {
    t.is((await manager.call(dnsAlert(name), { url: misp.url, options })).code, 0);
  }
  t.is(misp.requests.length, 2);
  await manager.receive(2);
  const trace = await manager.trace();
  t.deepEqual(
    trace.map(({ origin, outcome, requests }) => [origin, outcome, requests]),
    [
      ["misp", "returned", 1],
      ["misp", "no-match", 1],
      ["store", "returned", 0],
      ["store", "no-match", 0],
    ],
  );
  const [first, second] = manager.events().map(({ misp: event }) => ({ ...event, lookup: undefined }));
  t.deepEqual(second, first);
});

test("other filters, or another MISP, are another question", async (t) => {
  await using misp = await startMisp([row({ type: "domain", value: "evil.example", to_ids: false })]);
  await using other = await startMisp([evil()]);
  await using manager = await Manager.create({ key: misp.key });
  await manager.call(dnsAlert("evil.example"), { url: misp.url });
  await manager.call(dnsAlert("evil.example"), {
    url: misp.url,
    options: { to_ids: false, repeat_seconds: 0 },
  });
  await manager.call(dnsAlert("evil.example"), { url: other.url, options: { repeat_seconds: 0 } });
  t.deepEqual(
    (await manager.trace()).map(({ matched, origin }) => [matched, origin]),
    [
      [0, "misp"],
      [1, "misp"],
      [1, "misp"],
    ],
  );
});

test("an answer that is over its time is asked for again, and a match helps on while MISP is away", async (t) => {
  await using misp = await startMisp([evil()]);
  await using manager = await Manager.create({ key: misp.key });
  const call = () =>
    manager.call(dnsAlert("evil.example"), {
      url: misp.url,
      options: { hit_seconds: 0, repeat_seconds: 0, error_seconds: 0 },
      retries: "0",
    });
  await call();
  await call();
  misp.fault = (response) => {
    sendJson(response, 500, {});
  };
  await call();
  t.deepEqual(
    (await manager.trace()).map(({ origin, outcome, requests, error }) => [
      origin,
      outcome,
      requests,
      error?.kind,
    ]),
    [
      ["misp", "returned", 1, undefined],
      ["misp", "returned", 1, undefined],
      ["store", "returned", 1, "server-error"],
    ],
  );
});

test("alerts that came while MISP was away are looked up with the first call that reaches it", async (t) => {
  await using misp = await startMisp([evil()]);
  await using manager = await Manager.create({ key: misp.key });
  const agent = (id: string) => ({ id: `alert-${id}`, agent: { id, name: `host${id}` } });
  misp.fault = (response) => {
    sendJson(response, 500, {});
  };
  for (const id of ["001", "002", "003"]) {
    await manager.call(dnsAlert(id === "002" ? "good.example" : "evil.example", agent(id)), {
      url: misp.url,
      retries: "0",
    });
  }
  t.is(misp.requests.length, 1);
  misp.fault = undefined;
  execute(manager, "UPDATE outage SET until = 0");
  await manager.call(dnsAlert("other.example", agent("004")), { url: misp.url });
  t.is(misp.requests.length, 2);
  t.deepEqual(misp.requests[1]!.body["value"], ["other.example", "evil.example", "good.example"]);
  await manager.receive(3);
  const returned = manager.events().filter(({ misp: { value } }) => value === "evil.example");
  t.deepEqual(
    returned.map(({ header, misp: { source } }) => [header, (source as Record<string, string>)["alert_id"]]),
    [
      ["1:[001] (host001) any->misp:", "alert-001"],
      ["1:[003] (host003) any->misp:", "alert-003"],
    ],
  );
  await manager.call(dnsAlert("third.example", agent("005")), { url: misp.url });
  t.deepEqual(misp.requests[2]!.body["value"], ["third.example"]);
  const lines = (await manager.trace()).filter(({ outcome }) => outcome === "returned");
  t.deepEqual(
    lines.map(({ alert_id }) => alert_id),
    ["alert-001", "alert-003"],
  );
});

/** Changes the store, so that a test need not wait for time to pass. */
const execute = (manager: Manager, sql: string): void => {
  const database = new DatabaseSync(join(manager.folder, store));
  database.exec(sql);
  database.close();
};

test("the same indicator of the same agent gives one event in its window, and one with the count after it", async (t) => {
  await using misp = await startMisp([evil()]);
  await using manager = await Manager.create({ key: misp.key });
  const call = (id: string, agent = "001") =>
    manager.call(dnsAlert("evil.example", { id, agent: { id: agent, name: "win10" } }), { url: misp.url });
  for (const id of ["a", "b", "c"]) {
    await call(id);
  }
  await call("d", "002");
  await manager.receive(2);

  // The window is over: the last event that was held back comes by itself, with the next call of any agent.
  execute(manager, "UPDATE repetition SET opened = opened - 1000");
  await call("e", "002");
  await manager.receive(4);
  const summary = manager.events().find(({ misp: { repeated } }) => repeated !== undefined);
  t.is(summary!.header, "1:[001] (win10) any->misp:");
  t.like(summary!.misp, { repeated: { count: "2" }, source: { alert_id: "c" } });
  t.deepEqual(
    (await manager.trace()).map(({ alert_id, outcome }) => [alert_id, outcome]),
    [
      ["a", "returned"],
      ["b", "repeated"],
      ["c", "repeated"],
      ["d", "returned"],
      ["e", "returned"],
    ],
  );
});

for (const [title, damage] of [
  ["is not a database", (path: string) => writeFile(path, "garbage ".repeat(1000))],
  ["is empty", (path: string) => writeFile(path, "")],
  ["was cut in half", async (path: string) => truncate(path, Math.floor((await readFile(path)).length / 2))],
  [
    "has torn pages",
    async (path: string) => {
      const bytes = await readFile(path);
      bytes.fill(0x5a, 4096 + 100, bytes.length - 100);
      await writeFile(path, bytes);
    },
  ],
] as const) {
  test(`a store that ${title} is made anew, and the alert is looked up`, async (t) => {
    await using misp = await startMisp([evil()]);
    await using manager = await Manager.create({ key: misp.key });
    const call = () =>
      manager.call(dnsAlert("evil.example"), { url: misp.url, options: { repeat_seconds: 0 } });
    await call();
    await damage(join(manager.folder, store));
    for (const index of [1, 2, 3]) {
      const result = await call();
      t.is(result.code, 0, result.stderr);
      t.is((await manager.trace())[index]!.outcome, "returned");
    }
    t.is((await manager.trace()).at(-1)!.origin, "store");
    await manager.receive(4);
  });
}

test("a store that breaks on the way is made anew by the next call", async (t) => {
  await using misp = await startMisp([evil()]);
  await using manager = await Manager.create({ key: misp.key });
  const call = () =>
    manager.call(dnsAlert("evil.example"), { url: misp.url, options: { repeat_seconds: 0 } });
  await call();
  execute(manager, "DROP TABLE answer");
  for (const origin of ["misp", "misp", "store"]) {
    t.is((await call()).code, 0);
    t.like((await manager.trace()).at(-1), { outcome: "returned", origin });
  }
});

test("a store of another version is left alone", async (t) => {
  await using misp = await startMisp([evil()]);
  await using manager = await Manager.create({ key: misp.key });
  await manager.call(dnsAlert("evil.example"), { url: misp.url });
  const other = join(manager.folder, "logs/custom-misp/store-0.db");
  await copyFile(join(manager.folder, store), other);
  await truncate(other, 5000);
  t.is((await manager.call(dnsAlert("good.example"), { url: misp.url })).code, 0);
  t.is((await readFile(other)).length, 5000);
});

test("without a folder for the store, alerts are looked up all the same", async (t) => {
  await using misp = await startMisp([evil()]);
  await using manager = await Manager.create({ key: misp.key });
  for (const id of ["a", "b"]) {
    const result = await manager.call(dnsAlert("evil.example", { id }), {
      url: misp.url,
      options: { store: "/proc/none" },
    });
    t.is(result.code, 0, result.stderr);
  }
  await manager.receive(2);
  t.is(misp.requests.length, 2);
  const [line] = await manager.trace();
  t.is(line!.outcome, "returned");
  t.regex(line!.store ?? "", /./);
});

test("on a full disk, alerts are looked up all the same", async (t) => {
  await using misp = await startMisp([evil()]);
  await using manager = await Manager.create({ key: misp.key });
  // A limit on the size of files stops the store as a full disk does.
  const alert = await manager.write("tmp/full.alert", `${JSON.stringify(dnsAlert("evil.example"))}\n`);
  const script = `trap '' XFSZ; ulimit -f 8; exec "$0" "$@"`;
  const { runProgram } = await import("./helpers/manager.ts");
  const result = await runProgram("/bin/sh", [
    "-c",
    script,
    manager.executable,
    alert,
    "",
    misp.url,
    "",
    "",
    "10",
    "3",
  ]);
  t.is(result.code, 0, result.stderr);
  await manager.receive(1);
  t.is(manager.events()[0]!.misp["value"], "evil.example");
});

test("fifty calls at once share one store: each alert is answered, none twice", async (t) => {
  await using misp = await startMisp([evil()]);
  await using manager = await Manager.create({ key: misp.key });
  const ids = Array.from({ length: 50 }, (_, index) => `alert-${index}`);
  const results = await Promise.all(
    ids.map((id, index) =>
      manager.call(
        dnsAlert(index % 2 === 0 ? "evil.example" : `good${index}.example`, { id, agent: { id, name: id } }),
        {
          url: misp.url,
          timeout: "60",
        },
      ),
    ),
  );
  t.deepEqual(new Set(results.map(({ code }) => code)), new Set([0]));
  const hits = ids.filter((_, index) => index % 2 === 0);
  await manager.receive(hits.length);
  const returned = manager
    .events()
    .map(({ misp: { source } }) => (source as Record<string, string>)["alert_id"]);
  t.deepEqual(returned.sort(), [...hits].sort());
  const trace = await manager.trace();
  t.is(trace.length, 50);
  t.deepEqual(
    trace.filter(({ store: problem }) => problem !== undefined),
    [],
  );
  const files = await readdir(join(manager.folder, "logs/custom-misp"));
  t.deepEqual(files.sort(), ["store-1.db", "store-1.db-journal"]);
});

test("fifty calls at once for the same indicator of one agent give one event and count the others", async (t) => {
  await using misp = await startMisp([evil()]);
  await using manager = await Manager.create({ key: misp.key });
  await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      manager.call(dnsAlert("evil.example", { id: `alert-${index}` }), { url: misp.url, timeout: "60" }),
    ),
  );
  const outcomes = (await manager.trace()).map(({ outcome }) => outcome);
  t.is(outcomes.filter((outcome) => outcome === "returned").length, 1);
  t.is(outcomes.filter((outcome) => outcome === "repeated").length, 49);
  t.is(manager.received.length, 1);
});

test("a call that was killed leaves a store that works", async (t) => {
  await using misp = await startMisp([evil()]);
  await using manager = await Manager.create({ key: misp.key });
  misp.fault = () => undefined;
  const { spawn } = await import("node:child_process");
  const alert = await manager.write("tmp/kill.alert", `${JSON.stringify(dnsAlert("evil.example"))}\n`);
  for (let round = 0; round < 5; round += 1) {
    const child = spawn(manager.executable, [alert, "", misp.url, "", "", "10", "0"], { stdio: "ignore" });
    while (misp.requests.length <= round) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("close", resolve));
  }
  await t.notThrowsAsync(access(join(manager.folder, store)));
  misp.fault = undefined;
  t.is((await manager.call(dnsAlert("evil.example"), { url: misp.url })).code, 0);
  await manager.receive(1);
});

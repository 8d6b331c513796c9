import { chown, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import test from "ava";
import { dnsAlert, sysmonAlert } from "./helpers/alerts.ts";
import { Manager } from "./helpers/manager.ts";
import { type MispStandIn, type Row, row, sendJson, startMisp } from "./helpers/misp-stand-in.ts";

const mirror = "logs/custom-misp/mirror-1.db";
const hash = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";

const syncOf = async (manager: Manager, ...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await manager.run(["sync", ...args]);
  return code === 0 ? stdout.replace(/ in [\d.]+ s/, "") : `${code}: ${stderr}`;
};

const alerts = [
  dnsAlert("evil.example"),
  dnsAlert("good.example"),
  sysmonAlert(7, { hashes: `SHA256=${hash}` }),
];

/** Calls for each of the alerts and tells the outcomes with their origins. */
const outcomes = async (manager: Manager, misp: MispStandIn, options: Record<string, unknown> = {}) => {
  const lines = [];
  for (const alert of alerts) {
    await manager.call(alert, { url: misp.url, options: { repeat_seconds: 0, ...options }, retries: "0" });
    const line = (await manager.trace()).at(-1)!;
    lines.push(`${line.outcome} ${line.origin ?? "-"} ${line.matched}`);
  }
  return lines;
};

const rows = (): Row[] => [
  row({
    type: "domain",
    value: "evil.example",
    comment: "seen twice",
    first_seen: "2026-01-01T00:00:00+00:00",
  }),
  row({ type: "filename|sha256", value: `Evil.EXE|${hash}` }),
  row({ type: "domain", value: "good.example", to_ids: false }),
];

test("after a sync, look-ups need no MISP, and tell what MISP would have told", async (t) => {
  await using misp = await startMisp(rows());
  await using manager = await Manager.configured(misp);
  t.deepEqual(await outcomes(manager, misp), ["returned misp 1", "no-match misp 0", "returned misp 1"]);
  t.is(await syncOf(manager), "Mirrored everything: 2 attributes of 1 events.\n");
  const asked = misp.requests.length;
  misp.fault = (response) => response.destroy();
  t.deepEqual(await outcomes(manager, misp), ["returned mirror 1", "no-match mirror 0", "returned mirror 1"]);
  t.is(misp.requests.length, asked);
  await manager.receive(4);
  const events = manager.events().map(({ misp: event }) => ({ ...event, lookup: undefined }));
  t.deepEqual(events.slice(2), events.slice(0, 2));
});

test("a second sync asks only for what changed: new, changed and deleted attributes", async (t) => {
  await using misp = await startMisp(rows());
  await using manager = await Manager.configured(misp);
  await syncOf(manager);
  const now = String(Math.floor(Date.now() / 1000));
  const [first, second, third] = misp.rows as [Row, Row, Row];
  misp.rows = [
    { ...first, deleted: true, timestamp: now },
    { ...second, to_ids: false, timestamp: now },
    { ...third, to_ids: true, timestamp: now },
    // Out of a feed: new, although its time stamp is old.
    row({ type: "domain", value: "feed.example", timestamp: "1000000000" }),
  ];
  t.is(await syncOf(manager), "Mirrored what changed: 2 attributes of 1 events.\n");
  t.true(misp.requests.slice(1).every(({ body }) => "timestamp" in body || body["to_ids"] === 1));
  t.deepEqual(await outcomes(manager, misp), ["no-match mirror 0", "returned mirror 1", "no-match mirror 0"]);
  await manager.call(dnsAlert("feed.example"), { url: misp.url });
  t.like((await manager.trace()).at(-1), { outcome: "returned", origin: "mirror" });
});

test("new attributes are found on the last pages, also where others went before them", async (t) => {
  const many = Array.from({ length: 10_003 }, (_, index) =>
    row({ type: "domain", value: `d${index}.example` }),
  );
  await using misp = await startMisp(many);
  await using manager = await Manager.configured(misp);
  t.is(await syncOf(manager), "Mirrored everything: 10003 attributes of 1 events.\n");
  // A whole event was deleted, which leaves no trace in MISP, and one attribute came.
  misp.rows = [...many.slice(6000), row({ type: "domain", value: "evil.example", timestamp: "1000000000" })];
  await syncOf(manager);
  await manager.call(dnsAlert("evil.example"), { url: misp.url });
  t.like((await manager.trace()).at(-1), { outcome: "returned", origin: "mirror" });
  t.is(await syncOf(manager, "--full"), "Mirrored everything: 4004 attributes of 1 events.\n");
});

test("what is on a warninglist, has a tag that is excluded, or is not published, is not mirrored", async (t) => {
  await using misp = await startMisp([
    row({
      type: "domain",
      value: "listed.example",
      warnings: [{ value: "x", warninglist_name: "Top sites" }],
    }),
    row({ type: "domain", value: "tagged.example", Tag: [{ name: "lab:ignore" }] }),
    row({ type: "domain", value: "draft.example", Event: { id: "9", info: "draft", published: false } }),
    row({ type: "domain", value: "evil.example" }),
  ]);
  await using manager = await Manager.configured(misp, { published: true, exclude_tags: ["lab:ignore"] });
  t.is(await syncOf(manager), "Mirrored everything: 1 attributes of 1 events.\n");
  t.like(misp.requests[0]!.body, { includeWarninglistHits: 1, published: 1, to_ids: 1 });
});

test("a mirror that is too old is not used, unless MISP is away", async (t) => {
  await using misp = await startMisp(rows());
  await using manager = await Manager.configured(misp);
  await syncOf(manager);
  const database = new DatabaseSync(join(manager.folder, mirror));
  database.exec("UPDATE state SET synced_at = synced_at - 100000");
  database.close();
  t.deepEqual(await outcomes(manager, misp, { hit_seconds: 0, miss_seconds: 0 }), [
    "returned misp 1",
    "no-match misp 0",
    "returned misp 1",
  ]);
  misp.fault = (response) => {
    sendJson(response, 500, {});
  };
  t.deepEqual(await outcomes(manager, misp, { hit_seconds: 0, miss_seconds: 0 }), [
    "returned mirror 1",
    "no-match mirror 0",
    "returned mirror 1",
  ]);
});

test("a mirror of other filters is not used, and the next sync makes it anew", async (t) => {
  await using misp = await startMisp(rows());
  await using manager = await Manager.configured(misp);
  await syncOf(manager, "--url", misp.url, "--options", await manager.write("tmp/o", '{"to_ids":false}'));
  t.deepEqual(await outcomes(manager, misp), ["returned misp 1", "no-match misp 0", "returned misp 1"]);
  t.is(await syncOf(manager), "Mirrored everything: 2 attributes of 1 events.\n");
});

for (const [title, damage] of [
  ["is empty", (path: string) => writeFile(path, "")],
  ["is no database", (path: string) => writeFile(path, "garbage ".repeat(2000))],
  ["was cut short", (path: string) => truncate(path, 5000)],
  [
    "has torn pages",
    async (path: string) => {
      const bytes = await readFile(path);
      bytes.fill(0x5a, 4096 * 2, bytes.length);
      await writeFile(path, bytes);
    },
  ],
] as const) {
  test(`a mirror that ${title} is passed by, and the next sync makes it anew`, async (t) => {
    await using misp = await startMisp(rows());
    await using manager = await Manager.configured(misp);
    await syncOf(manager);
    await damage(join(manager.folder, mirror));
    t.deepEqual(await outcomes(manager, misp), ["returned misp 1", "no-match misp 0", "returned misp 1"]);
    t.is(await syncOf(manager), "Mirrored everything: 2 attributes of 1 events.\n");
    t.deepEqual(await outcomes(manager, misp), [
      "returned mirror 1",
      "no-match mirror 0",
      "returned mirror 1",
    ]);
  });
}

test("a sync that fails on the way leaves the mirror as it was, and nothing beside it", async (t) => {
  const many = Array.from({ length: 5001 }, (_, index) =>
    row({ type: "domain", value: `d${index}.example` }),
  );
  await using misp = await startMisp([...rows(), ...many]);
  await using manager = await Manager.configured(misp);
  await syncOf(manager);
  misp.fault = (response, { body }) => {
    if (body["page"] === 2) {
      sendJson(response, 403, {});
    } else {
      sendJson(response, 200, { response: { Attribute: misp.rows.slice(0, 5000) } });
    }
  };
  t.regex(await syncOf(manager, "--full"), /^1: custom-misp: MISP .* refused the key/);
  t.deepEqual(await outcomes(manager, misp), ["returned mirror 1", "no-match mirror 0", "returned mirror 1"]);
  const files = await readdir(join(manager.folder, "logs/custom-misp"));
  t.deepEqual(files.sort(), ["mirror-1.db", "store-1.db", "store-1.db-journal", "sync.lock"]);
});

test("a sync that fails is told as an event, because nobody reads what it prints", async (t) => {
  await using misp = await startMisp(rows());
  await using manager = await Manager.configured(misp);
  misp.fault = (response) => {
    sendJson(response, 403, {});
  };
  await syncOf(manager);
  await syncOf(manager);
  await manager.receive(1);
  t.like(manager.events()[0]!.misp, { error: { kind: "key-refused", status: "403" } });
});

test("two syncs at once: one of them is refused", async (t) => {
  await using misp = await startMisp(rows());
  await using manager = await Manager.configured(misp);
  let release: (() => void) | undefined;
  const held = new Promise<void>((resolve) => {
    misp.fault = (response) => {
      release = () => {
        misp.fault = undefined;
        sendJson(response, 200, { response: { Attribute: [] } });
      };
      resolve();
    };
  });
  const first = syncOf(manager);
  await held;
  t.is(await syncOf(manager), "2: custom-misp: Another sync is under way: wait until it is over.\n");
  release!();
  t.is(await first, "Mirrored everything: 0 attributes of 0 events.\n");
});

test("what root syncs belongs to the owner of Wazuh's logs", async (t) => {
  await using misp = await startMisp(rows());
  await using manager = await Manager.configured(misp);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    for (const path of [
      "",
      "logs",
      "etc",
      "etc/ossec.conf",
      "etc/custom-misp",
      "etc/custom-misp/key",
      "queue/sockets",
      "queue/sockets/queue",
    ]) {
      await chown(join(manager.folder, path), 65_534, 65_534);
    }
  }
  t.is(await syncOf(manager), "Mirrored everything: 2 attributes of 1 events.\n");
  const { uid } = await stat(join(manager.folder, mirror));
  t.is(uid, isRoot ? 65_534 : process.getuid!());
  await rm(join(manager.folder, mirror));
});

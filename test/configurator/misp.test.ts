import { once } from "node:events";
import { readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import type { DesiredMisp, MispEvent } from "../../configurator/desired.ts";
import { misp } from "../../configurator/misp/misp.ts";
import { addPassingEvent, removePassingEvent } from "../../configurator/misp/passing-event.ts";
import { adminKey, misp as startMisp, type Misp } from "../rehearsal/misp/support.ts";
import { temporaryFolder } from "../rehearsal/support/folder.ts";

const event: MispEvent = {
  uuid: "6f0c5a52-4a3c-4c0e-9a55-0d6b8f2f1b01",
  info: "Lab",
  threat_level_id: "2",
  Attribute: [
    { uuid: "6f0c5a52-4a3c-4c0e-9a55-0d6b8f2f1b02", type: "domain", value: "evil.example", to_ids: true },
    { uuid: "6f0c5a52-4a3c-4c0e-9a55-0d6b8f2f1b03", type: "md5", value: "0".repeat(32), to_ids: true },
  ],
};

const desired = (server: Misp, wanted: Partial<DesiredMisp> = {}): DesiredMisp => ({
  url: `http://127.0.0.1:${server.httpPort}`,
  key: adminKey,
  events: [],
  feeds: [],
  deadline: 1,
  ...wanted,
});

/** A feed in MISP's format with one event; counts how often its manifest was asked for. */
async function feed(t: ExecutionContext) {
  const uuid = "6f0c5a52-4a3c-4c0e-9a55-0d6b8f2f1c01";
  const attribute = {
    type: "domain",
    category: "Network activity",
    value: "from-a-feed.example",
    to_ids: true,
  };
  let fetches = 0;
  const server = createServer((request, response) => {
    if (request.url === "/feed/manifest.json") {
      fetches += 1;
      response.end(JSON.stringify({ [uuid]: { timestamp: "1" } }));
    } else {
      response.end(JSON.stringify({ Event: { uuid, info: "Feed", Attribute: [attribute] } }));
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed`;
  return { feed: { name: "Feed", provider: "Lab", url }, fetches: () => fetches };
}

test("the lab's events are added, published and found, and a second pass changes nothing", async (t) => {
  const server = await startMisp(t);
  const system = misp(desired(server, { events: [event] }));
  t.is(await system.converge(), "version 2.5.1 answers with the key, 2 indicators of the lab are searchable");
  t.deepEqual(await server.find({ published: 1, to_ids: 1, value: ["evil.example"] }), ["evil.example"]);
  const before = (await server.ask("GET", `/events/view/${event.uuid}`)).text;
  await system.converge();
  t.is((await server.ask("GET", `/events/view/${event.uuid}`)).text, before);
});

test("an attribute that was added to the file is added to the event, which is published again", async (t) => {
  const server = await startMisp(t);
  await misp(desired(server, { events: [{ ...event, Attribute: event.Attribute.slice(0, 1) }] })).converge();
  await misp(desired(server, { events: [event] })).converge();
  t.deepEqual(await server.find({ published: 1, value: ["0".repeat(32)] }), ["0".repeat(32)]);
});

test("an event that somebody unpublished is published again", async (t) => {
  const server = await startMisp(t);
  const system = misp(desired(server, { events: [event] }));
  await system.converge();
  await server.ask("POST", `/events/unpublish/${event.uuid}`);
  t.deepEqual(await server.find({ published: 1, value: ["evil.example"] }), []);
  await system.converge();
  t.deepEqual(await server.find({ published: 1, value: ["evil.example"] }), ["evil.example"]);
});

test("what MISP does not take is told with its own words", async (t) => {
  const server = await startMisp(t);
  const Attribute = [{ ...event.Attribute[0]!, type: "domian" }];
  await t.throwsAsync(misp(desired(server, { events: [{ ...event, Attribute }] })).converge(), {
    message: /evil\.example|domian/,
  });
});

const enabled = async (server: Misp, url: string): Promise<boolean[]> =>
  ((await server.ask("GET", "/feeds/index")).json() as { Feed: { url: string; enabled: boolean } }[])
    .filter(({ Feed }) => Feed.url === url)
    .map(({ Feed }) => Feed.enabled);

test("a feed is added, enabled and fetched once", async (t) => {
  const server = await startMisp(t);
  const { feed: wanted, fetches } = await feed(t);
  const system = misp(desired(server, { feeds: [wanted] }));
  t.regex(await system.converge(), /, 1 feeds are enabled$/);
  await system.converge();
  t.is(fetches(), 1);
  t.deepEqual(await server.find({ published: 1, value: ["from-a-feed.example"] }), ["from-a-feed.example"]);
  t.deepEqual(await enabled(server, wanted.url), [true]);
});

test("a feed that MISP has, not enabled, is enabled and not added a second time", async (t) => {
  const server = await startMisp(t);
  const { feed: wanted, fetches } = await feed(t);
  await server.ask("POST", "/feeds/add", { Feed: { ...wanted, source_format: "misp", enabled: false } });
  await misp(desired(server, { feeds: [wanted] })).converge();
  t.deepEqual(await enabled(server, wanted.url), [true]);
  t.is(fetches(), 1);
});

const keyOf = async (path: string): Promise<string> => (await readFile(path, "utf8")).trim();
const keys = async (server: Misp) =>
  (
    (await server.ask("GET", "/auth_keys/index")).json() as {
      AuthKey: { comment: string; read_only: boolean };
    }[]
  )
    .map(({ AuthKey }) => AuthKey)
    .filter(({ comment }) => comment === "look-ups");

test("whoever only asks gets a key that may search and change nothing, in a file of its own", async (t) => {
  const server = await startMisp(t);
  const path = join(temporaryFolder(t), "made", "key");
  await misp(desired(server, { events: [event], lookupKey: { path, comment: "look-ups" } })).converge();
  const Authorization = await keyOf(path);
  t.regex(Authorization, /^[A-Za-z0-9]{40}$/);
  t.not(Authorization, adminKey);
  t.is((await stat(path)).mode & 0o777, 0o640);
  const search = { returnFormat: "json", value: ["evil.example"] };
  t.is((await server.ask("POST", "/attributes/restSearch", search, { Authorization })).status, 200);
  const sighting = { values: ["evil.example"] };
  t.is((await server.ask("POST", "/sightings/add", sighting, { Authorization })).status, 403);
});

test("a key that works stays, and one that does not is replaced and leaves none behind", async (t) => {
  const server = await startMisp(t);
  const path = join(temporaryFolder(t), "key");
  const system = misp(desired(server, { lookupKey: { path, comment: "look-ups" } }));
  await system.converge();
  const first = await keyOf(path);
  await system.converge();
  t.is(await keyOf(path), first);
  await writeFile(path, "x".repeat(40));
  await system.converge();
  const second = await keyOf(path);
  t.not(second, first);
  t.deepEqual(
    (await keys(server)).map(({ read_only }) => read_only),
    [true],
  );
  t.is((await server.ask("GET", "/servers/getVersion", undefined, { Authorization: first })).status, 403);
  t.is((await server.ask("GET", "/servers/getVersion", undefined, { Authorization: second })).status, 200);
});

test("a key outlives a start of MISP, which ends all keys of its administrator", async (t) => {
  const files = temporaryFolder(t);
  const path = join(temporaryFolder(t), "key");
  const first = await startMisp(t, { files });
  await misp(desired(first, { lookupKey: { path, comment: "look-ups" } })).converge();
  const own = (await first.ask("POST", "/auth_keys/add/1", { read_only: true })).json() as {
    AuthKey: { authkey_raw: string };
  };
  const key = await keyOf(path);
  await first.stop();
  const second = await startMisp(t, { files });
  const status = async (Authorization: string) =>
    (await second.ask("GET", "/servers/getVersion", undefined, { Authorization })).status;
  t.is(await status(own.AuthKey.authkey_raw), 403);
  t.is(await status(key), 200);
  await misp(desired(second, { lookupKey: { path, comment: "look-ups" } })).converge();
  t.is(await keyOf(path), key);
});

test("keys for look-ups are one user's, who has the role that may only read", async (t) => {
  const server = await startMisp(t);
  const folder = temporaryFolder(t);
  const keysOf = (comment: string) => ({ path: join(folder, comment, "key"), comment });
  await misp(
    desired(server, {
      lookupKey: keysOf("look-ups"),
      labKeys: { prefix: "look-ups ", keys: [keysOf("look-ups a"), keysOf("look-ups b")] },
    }),
  ).converge();
  const users = (await server.ask("GET", "/users/index")).json() as {
    User: { id: string; email: string };
    Role: { name: string };
  }[];
  t.is(users.length, 2);
  const Authorization = await keyOf(keysOf("look-ups b").path);
  const me = (
    await server.ask("GET", "/users/view/me", undefined, { Authorization })
  ).json() as (typeof users)[0];
  t.is(me.Role.name, "Read Only");
  t.is(me.User.email, users[1]!.User.email);
});

test("an indicator that is added for a demonstration is found, and gone when its event is removed", async (t) => {
  const server = await startMisp(t);
  const where = desired(server);
  const search = async () => {
    const response = await fetch(`${where.url}/attributes/restSearch`, {
      method: "POST",
      headers: { Authorization: adminKey, "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ returnFormat: "json", value: "passing.example", published: 1 }),
    });
    const { response: found } = (await response.json()) as { response: { Attribute: { value: string }[] } };
    return found.Attribute.map(({ value }) => value);
  };
  const uuid = await addPassingEvent(where, { type: "domain", value: "passing.example" });
  t.deepEqual(await search(), ["passing.example"]);
  await removePassingEvent(where, uuid);
  t.deepEqual(await search(), []);
});

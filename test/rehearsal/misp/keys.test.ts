import test from "ava";
import type { Misp } from "./support.ts";
import { misp } from "./support.ts";

async function newKey(server: Misp, body: object): Promise<string> {
  const answer = await server.ask("POST", "/auth_keys/add/1", body);
  return (answer.json() as { AuthKey: { authkey_raw: string } }).AuthKey.authkey_raw;
}

test("a key that may read only reads, and writes nothing", async (t) => {
  const server = await misp(t);
  await server.ask("POST", "/events/add", { info: "one", Attribute: [{ type: "domain", value: "iabg.de" }] });
  const Authorization = await newKey(server, { read_only: true, comment: "custom-misp" });
  t.regex(Authorization, /^[A-Za-z0-9]{40}$/);
  const status = async (path: string, body?: object): Promise<number> =>
    (await server.ask(body === undefined ? "GET" : "POST", path, body, { Authorization })).status;
  t.is(await status("/attributes/restSearch", { value: ["iabg.de"] }), 200);
  t.is(await status("/users/view/me"), 200);
  t.is(await status("/warninglists/checkValue", ["10.0.0.1"]), 200);
  t.is(await status("/feeds/searchCaches", { value: "x" }), 200);
  for (const [path, body] of [
    ["/sightings/add", { values: ["iabg.de"] }],
    ["/events/add", { info: "two" }],
    ["/attributes/add/1", { type: "domain", value: "x.example" }],
    ["/tags/attachTagToObject", { uuid: "x", tag: "y" }],
    ["/auth_keys/add/1", {}],
  ] as const) {
    const answer = await server.ask("POST", path, body, { Authorization });
    t.is(answer.status, 403, path);
    t.like(answer.json(), { name: "You do not have permission to use this functionality." }, path);
  }
  const version = await server.ask("GET", "/servers/getVersion", undefined, { Authorization });
  t.like(version.json(), { perm_sighting: false, perm_sync: true });
});

test("a key's text is told once, and one that is given is not taken", async (t) => {
  const server = await misp(t);
  const wanted = "w".repeat(40);
  const raw = await newKey(server, { authkey: wanted });
  t.not(raw, wanted);
  const list = await server.ask("GET", "/auth_keys/index");
  t.false(list.text.includes(raw));
  t.true(list.text.includes(raw.slice(0, 4)));
});

test("an expired key, a key from elsewhere and a disabled user get their own words", async (t) => {
  const server = await misp(t);
  const expired = await newKey(server, { expiration: "2001-01-01" });
  const elsewhere = await newKey(server, { allowed_ips: ["192.0.2.1"] });
  const here = await newKey(server, { allowed_ips: ["127.0.0.1"] });
  const added = await server.ask("POST", "/admin/users/add", { email: "reader@lab.example", role_id: 6 });
  const { User } = added.json() as { User: { id: string; authkey: string } };
  const text = async (Authorization: string): Promise<string> =>
    (await server.ask("GET", "/servers/getVersion", undefined, { Authorization })).text;
  t.true((await text(expired)).includes("Authentication failed. Please make sure"));
  t.true((await text(elsewhere)).includes("It is not possible to use this Auth key from your IP address"));
  t.true((await text(here)).includes("pymisp_recommended_version"));
  t.true((await text(User.authkey)).includes('"perm_sighting":false'));
  await server.ask("POST", `/admin/users/edit/${User.id}`, { disabled: true });
  t.true((await text(User.authkey)).includes("Your user account has been disabled."));
});

test("a key of another length is refused at the start", async (t) => {
  const { settingsFrom } = await import("../../../rehearsal/misp/settings.ts");
  t.throws(() => settingsFrom({ ADMIN_KEY: "short" }), { message: /exactly 40 letters and digits/ });
  t.like(settingsFrom({ ADMIN_KEY: "a".repeat(40), BASE_URL: "https://misp" }), {
    baseUrl: "https://misp",
    adminEmail: "admin@admin.test",
    httpsPort: 443,
    startSeconds: 1,
  });
});

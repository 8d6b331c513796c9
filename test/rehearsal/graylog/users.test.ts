import test, { type ExecutionContext } from "ava";
import { graylog, type Graylog } from "./support.ts";

const basic = (user: string, password: string) => ({
  Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
});
const user = (username: string, permissions: readonly string[] = []) => ({
  username,
  password: "a password",
  email: `${username}@example.org`,
  first_name: username,
  last_name: "Example",
  permissions,
  roles: ["Reader"],
});

/** Two streams, one for each of two values of a field, and a user who may read the first. */
async function twoStreams(t: ExecutionContext) {
  const server = await graylog(t);
  const { index_sets: sets } = (await server.ask("GET", "/system/indices/index_sets")).json() as {
    index_sets: { id: string }[];
  };
  const stream = async (value: string): Promise<string> => {
    const rules = [{ type: 1, field: "lab", value, inverted: false }];
    const entity = { title: value, description: "", index_set_id: sets[0]!.id, matching_type: "AND", rules };
    const made = await server.ask("POST", "/streams", { entity });
    const { stream_id: id } = made.json() as { stream_id: string };
    await server.ask("POST", `/streams/${id}/resume`);
    return id;
  };
  const input = async (lab: string): Promise<string> => {
    const id = await server.make("/system/inputs", {
      title: lab,
      type: "org.graylog2.inputs.raw.tcp.RawTCPInput",
      global: true,
      configuration: { bind_address: "127.0.0.1", port: 0, max_message_size: 10_000 },
    });
    await server.ask("POST", `/system/inputs/${id}/staticfields`, { key: "lab", value: lab });
    return id;
  };
  const [anna, ben] = [await stream("anna"), await stream("ben")];
  await server.send(await input("anna"), "of anna");
  await server.send(await input("ben"), "of ben");
  await server.find("*", 2);
  t.is((await server.ask("POST", "/users", user("anna", [`streams:read:${anna}`]))).status, 201);
  return { server, anna, ben, as: basic("anna", "a password") };
}

async function messages(server: Graylog, as: Record<string, string>, streams?: string[]) {
  const answer = await server.ask(
    "POST",
    "/search/messages",
    { query: "*", fields: ["message"], size: 10, ...(streams && { streams }) },
    as,
  );
  return answer.status === 200
    ? (answer.json() as { datarows: string[][] }).datarows.flat().sort()
    : answer.status;
}

test("a reader finds what is in the streams that were given, and nothing else", async (t) => {
  const { server, anna, ben, as } = await twoStreams(t);
  t.deepEqual(await messages(server, basic("admin", "secret")), ["of anna", "of ben"]);
  t.deepEqual(await messages(server, as), ["of anna"]);
  t.deepEqual(await messages(server, as, [anna]), ["of anna"]);
  t.is(await messages(server, as, [ben]), 403);
  const universal = (filter: string) =>
    server.ask("GET", `/search/universal/relative?query=*&range=300${filter}`, undefined, as);
  const own = await universal(`&filter=streams:${anna}`);
  t.is((own.json() as { total_results: number }).total_results, 1);
  t.is((await universal("")).status, 403);
  t.is(
    (await server.ask("GET", `/search/universal/relative?query=*&filter=streams:${ben}`, undefined, as))
      .status,
    403,
  );
});

test("a reader sees the given streams and the system, and changes nothing", async (t) => {
  const { server, anna, ben, as } = await twoStreams(t);
  const { streams } = (await server.ask("GET", "/streams", undefined, as)).json() as {
    streams: { id: string }[];
  };
  t.deepEqual(
    streams.map(({ id }) => id),
    [anna],
  );
  const status = async (method: string, path: string, body?: unknown) =>
    (await server.ask(method, path, body, as)).status;
  t.is(await status("GET", "/system"), 200);
  t.is(await status("GET", `/streams/${anna}`), 200);
  t.is(await status("GET", `/streams/${ben}`), 403);
  t.is(await status("POST", `/streams/${anna}/pause`), 403);
  t.is(await status("DELETE", `/streams/${anna}`), 403);
  t.is(await status("POST", "/users", user("another")), 403);
  t.is(await status("GET", "/users"), 403);
  t.is(await status("PUT", "/users/anna/permissions", { permissions: ["*"] }), 403);
  t.is(await status("POST", "/events/search", {}), 403);
});

test("a user is changed and removed, and is asked for the right password", async (t) => {
  const { server, ben, as } = await twoStreams(t);
  t.is((await server.ask("GET", "/system", undefined, basic("anna", "another"))).status, 401);
  t.is(
    (await server.ask("PUT", "/users/anna/permissions", { permissions: [`streams:read:${ben}`] })).status,
    204,
  );
  t.deepEqual(await messages(server, as), ["of ben"]);
  const { users } = (await server.ask("GET", "/users")).json() as {
    users: { id: string; username: string }[];
  };
  t.is((await server.ask("PUT", `/users/${users[0]!.id}/password`, { password: "changed" })).status, 204);
  t.is((await server.ask("GET", "/system", undefined, as)).status, 401);
  t.is((await server.ask("GET", "/system", undefined, basic("anna", "changed"))).status, 200);
  t.is((await server.ask("DELETE", "/users/anna")).status, 204);
  t.is((await server.ask("GET", "/system", undefined, basic("anna", "changed"))).status, 401);
});

test("what Graylog refuses of a user is refused", async (t) => {
  const server = await graylog(t);
  t.is((await server.ask("POST", "/users", user("admin"))).status, 400);
  t.is((await server.ask("POST", "/users", { ...user("a"), password: "short" })).status, 400);
  t.is((await server.ask("POST", "/users", { ...user("a"), roles: ["Emperor"] })).status, 400);
  t.is((await server.ask("POST", "/users", { ...user("a"), colour: "red" })).status, 400);
  t.is((await server.ask("POST", "/users", user("a"))).status, 201);
  t.is((await server.ask("POST", "/users", user("a"))).status, 400);
  t.is((await server.ask("PUT", "/users/nobody/permissions", { permissions: [] })).status, 404);
  t.false((await server.ask("GET", "/users")).text.includes("hash"));
});

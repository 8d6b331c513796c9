import { once } from "node:events";
import { createServer, request as ask } from "node:http";
import type { AddressInfo } from "node:net";
import test, { type ExecutionContext } from "ava";
import { graylogContent } from "../../components/graylog/content.ts";
import type { GraylogContent } from "../../configurator/desired.ts";
import { graylog } from "../../configurator/graylog/graylog.ts";
import { graylog as startGraylog } from "../rehearsal/graylog/support.ts";
import { temporaryFolder } from "../rehearsal/support/folder.ts";
import { dataWithIndexSets, onFreePorts } from "./graylog-lab.ts";

const content = onFreePorts(
  graylogContent({
    receiver: { url: "http://ticket-desk:8080", token: "token" },
    schedule: 1_000,
    owners: true,
  }),
);

/** Graylog with its index sets, behind a proxy that keeps what is written to it. */
async function start(t: ExecutionContext, data?: string) {
  const server = await startGraylog(t, { data: data ?? (await dataWithIndexSets(t)) });
  const writes: string[] = [];
  const proxy = createServer((incoming, outgoing) => {
    const { method = "", url: path = "", headers } = incoming;
    if (method !== "GET") {
      writes.push(`${method} ${path.replaceAll(/[0-9a-f]{24}/g, "ID")}`);
    }
    incoming.pipe(
      ask({ host: "127.0.0.1", port: server.port, method, path, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      }),
    );
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  t.teardown(() => {
    proxy.close();
    proxy.closeAllConnections();
  });
  const api = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/api`;
  const system = (more: { content?: GraylogContent; password?: string } = { content }) =>
    graylog({ api, username: "admin", password: "secret", deadline: 1, ...more });
  return { server, writes, system };
}

test("the lab's content is made once, and a second pass changes nothing", async (t) => {
  const { writes, system } = await start(t, temporaryFolder(t));
  t.regex(await system().converge(), /^version 7\.1\.\S+ answers, input .+ is RUNNING, 3 event definitions$/);
  t.true(writes.length > 0);
  const first = writes.splice(0).length;
  await system().converge();
  t.deepEqual(writes, [], `after ${first} writes`);
});

test("what somebody changed by hand is as it should be again, and nothing else is touched", async (t) => {
  const { server, writes, system } = await start(t);
  await system().converge();
  const { streams } = (await server.ask("GET", "/streams")).json() as {
    streams: { id: string; title: string; disabled: boolean }[];
  };
  const stream = streams.find(({ title }) => title === content.streams[0]!.title)!;
  await server.ask("POST", `/streams/${stream.id}/pause`);
  writes.splice(0);
  await system().converge();
  t.deepEqual(writes, ["POST /api/streams/ID/resume"]);
  const again = (await server.ask("GET", `/streams/${stream.id}`)).json() as { disabled: boolean };
  t.false(again.disabled);
});

test("a stream that is described otherwise is described as it should be, and then left alone", async (t) => {
  const { server, writes, system } = await start(t);
  await system().converge();
  const desired = content.streams[0]!;
  const read = async () =>
    ((await server.ask("GET", "/streams")).json() as { streams: Record<string, string>[] }).streams.find(
      ({ title }) => title === desired.title,
    )!;
  const { id } = await read();
  await server.ask("PUT", `/streams/${id}`, { description: "of an earlier release" });
  t.is((await read())["description"], "of an earlier release");
  await system().converge();
  t.is((await read())["description"], desired["description"] as string);
  writes.splice(0);
  await system().converge();
  t.deepEqual(writes, []);
});

test("rules of a stream that are others are replaced by the lab's, and the stream is never without any", async (t) => {
  const { server, writes, system } = await start(t);
  await system().converge();
  const desired = content.streams.find(({ rules }) => rules.length > 0)!;
  const read = async () =>
    (
      (await server.ask("GET", "/streams")).json() as {
        streams: { id: string; title: string; rules: { id: string; value: string }[] }[];
      }
    ).streams.find(({ title }) => title === desired.title)!;
  const { id, rules } = await read();
  await server.ask("POST", `/streams/${id}/rules`, { type: 1, field: "feed", value: "old", inverted: false });
  for (const rule of rules) {
    await server.ask("DELETE", `/streams/${id}/rules/${rule.id}`);
  }
  writes.splice(0);
  await system().converge();
  t.deepEqual(
    (await read()).rules.map(({ value }) => value),
    desired.rules.map(({ value }) => value as string),
  );
  const changes = writes.filter((write) => write.includes("/rules"));
  t.regex(changes[0]!, /^POST /);
  t.regex(changes.at(-1)!, /^DELETE /);
  writes.splice(0);
  await system().converge();
  t.deepEqual(writes, []);
});

test("a dashboard that somebody changed in the web interface is the lab's again", async (t) => {
  const { server, writes, system } = await start(t);
  await system().converge();
  const { elements } = (await server.ask("GET", "/dashboards")).json() as { elements: { id: string }[] };
  const [{ id }] = elements as [{ id: string }];
  const before = (await server.ask("GET", `/views/${id}`)).json() as Record<string, unknown>;
  const search = (
    await server.ask("POST", "/views/search", { queries: [{ id: "q", search_types: [] }] })
  ).json() as {
    id: string;
  };
  const { type, title, summary } = before;
  const state = { q: { widgets: [], positions: {}, widget_mapping: {} } };
  await server.ask("PUT", `/views/${id}`, {
    entity: { id, type, title, summary, search_id: search.id, state },
  });
  writes.splice(0);
  await system().converge();
  t.deepEqual(writes, ["POST /api/views/search", "PUT /api/views/ID"]);
  const again = (await server.ask("GET", `/views/${id}`)).json() as Record<string, unknown>;
  t.deepEqual(again["state"], before["state"]);
});

test("every field gets its type before the first alert comes, with one new index for all of them", async (t) => {
  const { server, writes, system } = await start(t, temporaryFolder(t));
  const lab = system();
  await lab.converge();
  const mappings = writes.filter((write) => write === "PUT /api/system/indices/mappings").length;
  t.is(mappings, content.mappings.flatMap(({ fields }) => fields).length);
  const { index_sets: sets } = (await server.ask("GET", "/system/indices/index_sets")).json() as {
    index_sets: { id: string; title: string }[];
  };
  const { id } = sets.find(({ title }) => title === "wazuh")!;
  const types = (await server.ask("GET", `/system/indices/index_sets/types/${id}/all`)).json() as {
    field_name: string;
    type: string;
  }[];
  for (const { type, fields } of content.mappings) {
    for (const field of fields) {
      t.is(types.find(({ field_name }) => field_name === field)?.type, type, field);
    }
  }
  t.true(server.graylog.indices.active({ id, prefix: "wazuh", customMappings: {} }).endsWith("_1"));
});

/** Where the lab's input is, by Graylog's own word. */
async function inputOf(server: Awaited<ReturnType<typeof start>>["server"]): Promise<string> {
  const { inputs } = (await server.ask("GET", "/system/inputs")).json() as { inputs: { id: string }[] };
  return inputs[0]!.id;
}

test("an input whose port is taken is told with Graylog's reason, and so Graylog is not ready", async (t) => {
  const { system } = await start(t);
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  t.teardown(() => other.close());
  const { port } = other.address() as AddressInfo;
  const taken = content.inputs.map((input) => ({
    ...input,
    configuration: { ...(input["configuration"] as object), port },
  }));
  await t.throwsAsync(system({ content: { ...content, inputs: taken } }).converge(), {
    message: /^input wazuh is FAILED: bind\(\.\.\) failed: .*EADDRINUSE/,
  });
});

test("an input that somebody has stopped is told, and one that somebody has removed is made again", async (t) => {
  const { server, system } = await start(t);
  await system().converge();
  const first = await inputOf(server);
  t.is((await server.ask("DELETE", `/system/inputstates/${first}`)).status, 200);
  await t.throwsAsync(system().converge(), { message: "input wazuh is NOT STARTED" });
  t.is((await server.ask("DELETE", `/system/inputs/${first}`)).status, 204);
  t.regex(await system().converge(), /input wazuh is RUNNING/);
  t.not(await inputOf(server), first);
});

test("a Graylog that the lab installs nothing in is only asked whether it answers", async (t) => {
  const { writes, system } = await start(t);
  t.regex(await system({}).converge(), /^version 7\.1\.\S+ answers$/);
  t.deepEqual(writes, []);
});

test("a password that is not taken is told", async (t) => {
  const { system } = await start(t);
  await t.throwsAsync(system({ password: "another" }).converge(), { message: /^GET \/system answered 401/ });
});

test("without a ticket desk the event definition is there and tells nobody", async (t) => {
  const { server, system } = await start(t);
  const alone = graylogContent({ receiver: undefined, schedule: 1_000, owners: false });
  await system({ content: { ...alone, inputs: content.inputs } }).converge();
  const { event_definitions: definitions } = (
    await server.ask("GET", "/events/definitions?per_page=0")
  ).json() as { event_definitions: { title: string; notifications: unknown[] }[] };
  const ours = definitions.filter(({ title }) =>
    alone.eventDefinitions.some((definition) => definition.title === title),
  );
  t.is(ours.length, alone.eventDefinitions.length);
  t.true(ours.every(({ notifications }) => notifications.length === 0));
});

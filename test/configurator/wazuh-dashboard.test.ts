import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import test, { type ExecutionContext } from "ava";
import { readTemplate } from "../../components/template.ts";
import { wazuhDashboard } from "../../configurator/wazuh/dashboard.ts";

const credentials = `Basic ${Buffer.from("admin:Secret.1").toString("base64")}`;
const savedObjects = readTemplate("wazuh-dashboard/saved-objects.ndjson");

interface Stored {
  readonly type: string;
  readonly id: string;
  attributes: Record<string, unknown>;
  readonly references: readonly { readonly type: string; readonly id: string; readonly name: string }[];
}

const key = ({ type, id }: Pick<Stored, "type" | "id">): string => `${type}:${id}`;

/**
 * Answers as OpenSearch Dashboards 2.19 does: sends whoever is nobody to its login page, refuses what writes without
 * `osd-xsrf`, and imports a file in whose objects no reference is missing.
 */
async function start(t: ExecutionContext, { state = "green", title = "Green" } = {}) {
  const objects = new Map<string, Stored>();
  const writes: string[] = [];
  const answer = async (request: IncomingMessage): Promise<readonly [number, unknown]> => {
    const { url = "", method, headers } = request;
    if (method === "GET" && url === "/api/status") {
      return [200, { version: { number: "2.19.5" }, status: { overall: { state, title } } }];
    }
    if (method === "POST" && headers["osd-xsrf"] === undefined) {
      return [400, { message: "Request must contain a osd-xsrf header." }];
    }
    const sent = Buffer.concat(await request.toArray());
    if (url === "/api/saved_objects/_bulk_get") {
      const asked = JSON.parse(sent.toString()) as Stored[];
      const missing = { statusCode: 404, error: "Not Found", message: "Saved object not found" };
      return [
        200,
        {
          saved_objects: asked.map(
            ({ type, id }) => objects.get(key({ type, id })) ?? { type, id, error: missing },
          ),
        },
      ];
    }
    if (url === "/api/saved_objects/_import?overwrite=true") {
      writes.push(url);
      // The one part of the form: its headings, an empty line, and the file up to the boundary.
      const [, file = ""] =
        /filename="[^"]+\.ndjson"\r\n[\s\S]*?\r\n\r\n([\s\S]*)\r\n--/.exec(sent.toString("utf8")) ?? [];
      return [200, imported(file)];
    }
    return [404, { message: "Not Found" }];
  };
  const imported = (file: string): object => {
    const all = file
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Stored);
    const known = new Set([...objects.keys(), ...all.map(key)]);
    const errors = all
      .filter(({ references }) => references.some((reference) => !known.has(key(reference))))
      .map(({ type, id }) => ({ type, id, error: { type: "missing_references" } }));
    if (errors.length === 0) {
      // The dashboard completes an index pattern by the fields of its indices.
      all.forEach((one) =>
        objects.set(
          key(one),
          one.type === "index-pattern" ? { ...one, attributes: { ...one.attributes, fields: "[]" } } : one,
        ),
      );
    }
    return { success: errors.length === 0, successCount: all.length - errors.length, errors };
  };
  const server = createServer((request, response) => {
    if (request.headers.authorization !== credentials) {
      response.writeHead(302, { Location: "/app/login" }).end();
      return;
    }
    void answer(request).then(([status, body]) => response.writeHead(status).end(JSON.stringify(body)));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    objects,
    writes,
    system: (more: { password?: string; savedObjects?: string } = {}) =>
      wazuhDashboard({ url, username: "admin", password: "Secret.1", savedObjects, deadline: 1, ...more }),
  };
}

test("a dashboard is ready when all its plugins are, and its saved objects are there", async (t) => {
  const { system, objects, writes } = await start(t);
  const proof = /^version 2\.19\.5 answers, all its plugins are green, and (\d+) saved objects are there$/;
  const [, count] = proof.exec(await system().converge()) ?? [];
  t.is(objects.size, Number(count));
  t.true(objects.has("dashboard:lab-misp-matches"));
  await system().converge();
  t.is(writes.length, 1, "what is there is left alone");
});

test("an object that somebody changed or removed is as it should be again", async (t) => {
  const { system, objects } = await start(t);
  await system().converge();
  objects.get("dashboard:lab-misp-matches")!.attributes["title"] = "Mine";
  objects.delete("visualization:lab-misp-by-tag");
  await system().converge();
  t.is(objects.get("dashboard:lab-misp-matches")!.attributes["title"], "MISP matches");
  t.true(objects.has("visualization:lab-misp-by-tag"));
});

test("objects that the dashboard does not take are told by name", async (t) => {
  const { system } = await start(t);
  const dashboard = savedObjects.trim().split("\n").at(-1)!;
  await t.throwsAsync(system({ savedObjects: dashboard }).converge(), {
    message: "the dashboard did not take the saved objects: dashboard lab-misp-matches: missing_references",
  });
});

test("one that has no indexer says what state it is in", async (t) => {
  const { system } = await start(t, { state: "red", title: "Red" });
  await t.throwsAsync(system().converge(), { message: "version 2.19.5 answers, and is red: Red" });
});

test("its login page is no answer", async (t) => {
  const { system } = await start(t);
  await t.throwsAsync(system({ password: "another" }).converge(), { message: /redirect/ });
});

test("the saved objects are whole: JSON within JSON, references that are used, and panels beside each other", (t) => {
  const all = savedObjects
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Stored);
  for (const { id, attributes, references } of all) {
    const text = JSON.stringify(attributes);
    for (const { name } of references) {
      t.true(text.includes(name), `${id}: ${name}`);
    }
    for (const [name, value] of Object.entries(attributes)) {
      if (/JSON$|State$|Map$/.test(name)) {
        t.notThrows(() => JSON.parse(value as string) as unknown, `${id}: ${name}`);
      }
    }
    t.regex(id, /^lab-misp-/);
  }
  const dashboard = all.find(({ type }) => type === "dashboard")!;
  const panels = JSON.parse(dashboard.attributes["panelsJSON"] as string) as {
    gridData: { x: number; y: number; w: number; h: number };
  }[];
  t.is(panels.length, all.length - 2, "each but the pattern and the dashboard itself is on it");
  for (const [index, { gridData: one }] of panels.entries()) {
    t.true(one.x + one.w <= 48);
    for (const { gridData: other } of panels.slice(index + 1)) {
      t.true(
        one.x + one.w <= other.x ||
          other.x + other.w <= one.x ||
          one.y + one.h <= other.y ||
          other.y + other.h <= one.y,
        `panel ${index} lies on another`,
      );
    }
  }
});

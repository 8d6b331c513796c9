import { readFileSync } from "node:fs";
import test from "ava";
import { masked } from "../support/masked.ts";
import type { Misp } from "./support.ts";
import { adminKey, misp } from "./support.ts";

interface Recorded {
  readonly name: string;
  readonly request: { readonly method: string; readonly path: string; readonly body: unknown };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly json?: unknown;
    readonly text?: string;
  };
}

const fixture = new URL("../../fixtures/misp/rest.json", import.meta.url);
const recorded = JSON.parse(readFileSync(fixture, "utf8")) as Recorded[];

/** What differs from one server to the next. */
const keys = new Set([
  "id",
  "event_id",
  "attribute_id",
  "orgc_id",
  "org_id",
  "uuid",
  "attribute_uuid",
  "timestamp",
  "publish_timestamp",
  "date_sighting",
  "date",
  "colour",
  "cache_timestamp",
  "score",
]);

/** Puts into the server what the recorded one held. */
async function fill(server: Misp): Promise<void> {
  await server.ask("POST", "/events/add", {
    Event: {
      info: "Test event 1",
      distribution: "0",
      threat_level_id: "2",
      analysis: "2",
      published: true,
      Tag: [{ name: "tlp:amber" }, { name: "my:new-tag2" }],
      Attribute: [
        { type: "domain", value: "iabg.de", Tag: [{ name: "test:attr-tag" }] },
        { type: "ip-dst", value: "45.155.205.233" },
        {
          type: "filename|sha256",
          value: "Evil.EXE|275A021BBFB6489E54D471899F7DB9D1663FC695EC2FE2A2C4538AABF651FD0F",
        },
      ],
    },
  });
  await server.ask("POST", "/events/add", {
    Event: {
      info: "feed event",
      distribution: "0",
      threat_level_id: "3",
      analysis: "2",
      published: true,
      Orgc: { name: "FEEDORG", uuid: "99999999-2222-4333-8444-555555555555" },
      Tag: [{ name: "tlp:white" }],
      Attribute: [{ type: "domain", value: "iabg.de" }],
    },
  });
}

/** The key that a recorded request was sent with, by its name. */
async function headersFor(server: Misp, name: string): Promise<Record<string, string>> {
  if (name.includes("bad key")) {
    return { Authorization: "x".repeat(40), ...(name.endsWith("without Accept") ? { Accept: "*/*" } : {}) };
  }
  if (name.includes("read-only key")) {
    const answer = await server.ask("POST", "/auth_keys/add/1", { read_only: true });
    return { Authorization: (answer.json() as { AuthKey: { authkey_raw: string } }).AuthKey.authkey_raw };
  }
  return { Authorization: adminKey };
}

const replayed = [
  "version",
  "version with a bad key",
  "hit, plain",
  "hit, with context and tags",
  "miss",
  "several values, one hit each",
  "hash that is half of a composite",
  "capitals",
  "url with && in a list",
  "limit 1 of many",
  "bad key",
  "sighting",
  "sighting of an unknown value",
  "bogus return format",
  "event add",
  "event add, duplicate attribute inside",
  "bad key without Accept",
  "sighting with a read-only key",
];

for (const name of replayed) {
  test(`the recorded answer to "${name}" is given`, async (t) => {
    const { request, response } = recorded.find((one) => one.name === name) ?? t.fail();
    const server = await misp(t);
    await fill(server);
    const headers = await headersFor(server, name);
    const answer = await server.ask(request.method, request.path, request.body ?? undefined, headers);
    t.is(answer.status, response.status);
    for (const [header, value] of Object.entries(response.headers)) {
      t.is(answer.headers.get(header), value, header);
    }
    if (response.json === undefined) {
      t.is(answer.text.slice(0, 60), (response.text ?? "").slice(0, 60));
    } else {
      t.deepEqual(masked(answer.json(), keys), masked(response.json, keys));
    }
  });
}

test("a feed is shown with the recorded properties", async (t) => {
  const server = await misp(t);
  await server.ask("POST", "/feeds/add", {
    Feed: {
      name: "local misp feed",
      provider: "test",
      url: "http://127.0.0.1:8990/misp",
      source_format: "misp",
      enabled: true,
      lookup_visible: true,
      caching_enabled: true,
    },
  });
  const shown = (await server.ask("GET", "/feeds/index")).json() as unknown[];
  const wanted = recorded.find(({ name }) => name === "feeds")?.response.json as unknown[];
  t.deepEqual(masked(shown, keys), masked(wanted.slice(0, 3), keys));
});

test("decay and sightings are shown as recorded, but for how much is left", async (t) => {
  const { request, response } = recorded.find(({ name }) => name === "decay and sightings asked") ?? t.fail();
  const server = await misp(t);
  await fill(server);
  await server.ask("POST", "/decayingModel/enable/2");
  await server.ask("POST", "/decayingModel/enable/3");
  await server.ask("POST", "/sightings/add", { values: ["iabg.de"], source: "" });
  const answer = await server.ask(request.method, request.path, request.body);
  const firstSighting = (value: unknown): unknown => {
    const { response: inner } = value as { response: { Attribute: { Sighting: { source: string }[] }[] } };
    return inner.Attribute.map((attribute) => ({
      ...attribute,
      Sighting: attribute.Sighting.filter(({ source }) => source === "").slice(0, 1),
    }));
  };
  t.deepEqual(masked(firstSighting(answer.json()), keys), masked(firstSighting(response.json), keys));
});

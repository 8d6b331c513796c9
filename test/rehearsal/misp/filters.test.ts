import test from "ava";
import type { Misp } from "./support.ts";
import { misp } from "./support.ts";

/** Two events, one of them unpublished, with attributes of each kind. */
async function filled(t: Parameters<typeof misp>[0]): Promise<Misp> {
  const server = await misp(t);
  await server.ask("POST", "/events/add", {
    Event: {
      info: "published",
      published: true,
      threat_level_id: 1,
      Tag: [{ name: "tlp:green" }],
      Attribute: [
        { uuid: "aaaaaaaa-0000-4000-8000-000000000001", type: "domain", value: "ids.example.net" },
        { type: "domain", value: "context.example.net", to_ids: false, Tag: [{ name: "own" }] },
        { type: "ip-dst", value: "10.1.2.3" },
        { type: "comment", value: "a remark" },
      ],
    },
  });
  await server.ask("POST", "/events/add", {
    Event: { info: "unpublished", Attribute: [{ type: "domain", value: "hidden.example.net" }] },
  });
  return server;
}

const finds: Readonly<Record<string, { readonly body: object; readonly values: readonly string[] }>> = {
  "without filters the unpublished is there too": {
    body: { type: "domain" },
    values: ["ids.example.net", "context.example.net", "hidden.example.net"],
  },
  "to_ids 1 is what is for detection": {
    body: { type: "domain", to_ids: 1 },
    values: ["ids.example.net", "hidden.example.net"],
  },
  "to_ids exclude is what is not": {
    body: { type: "domain", to_ids: "exclude" },
    values: ["context.example.net"],
  },
  "to_ids false is ignored": {
    body: { type: "domain", to_ids: false },
    values: ["ids.example.net", "context.example.net", "hidden.example.net"],
  },
  "published 1 leaves the unpublished out": {
    body: { type: ["domain"], published: 1 },
    values: ["ids.example.net", "context.example.net"],
  },
  "published 0 is the unpublished alone": { body: { published: 0 }, values: ["hidden.example.net"] },
  "an attribute is found by its UUID": {
    body: { uuid: ["aaaaaaaa-0000-4000-8000-000000000001"] },
    values: ["ids.example.net"],
  },
  "a tag of the event or of the attribute": { body: { tags: ["own"] }, values: ["context.example.net"] },
  "a category": { body: { category: "Other" }, values: ["a remark"] },
  "a threat level": { body: { threat_level_id: [4] }, values: ["hidden.example.net"] },
  "an event by its id": { body: { eventid: 2 }, values: ["hidden.example.net"] },
  "changed in the last day": { body: { type: "comment", timestamp: "1d" }, values: ["a remark"] },
  "published in the last day": { body: { type: "comment", last: "1d" }, values: ["a remark"] },
  "nothing is from the future": { body: { timestamp: Math.floor(Date.now() / 1000) + 3600 }, values: [] },
  "a limit and a page": { body: { type: "domain", limit: 2, page: 2 }, values: ["hidden.example.net"] },
  "a page without a limit is ignored": { body: { type: "comment", page: 7 }, values: ["a remark"] },
};

for (const [title, { body, values }] of Object.entries(finds)) {
  test(`restSearch: ${title}`, async (t) => {
    const server = await filled(t);
    t.deepEqual(await server.find(body), [...values]);
  });
}

test("an attribute that is added takes the publication back", async (t) => {
  const server = await filled(t);
  await server.ask("POST", "/attributes/add/1", { type: "domain", value: "new.example.net" });
  t.deepEqual(await server.find({ published: 1 }), []);
  await server.ask("POST", "/events/publish/1");
  t.true((await server.find({ published: 1 })).includes("new.example.net"));
});

test("a deleted attribute is found only when it is asked for", async (t) => {
  const server = await filled(t);
  await server.ask("POST", "/attributes/delete/1");
  t.false((await server.find({})).includes("ids.example.net"));
  t.deepEqual(await server.find({ deleted: 1 }), ["ids.example.net"]);
  t.true((await server.find({ deleted: [0, 1] })).length > 1);
});

test("a warninglist drops values, which are counted all the same", async (t) => {
  const server = await filled(t);
  const value = { value: ["10.1.2.3"] };
  t.deepEqual(await server.find({ ...value, enforceWarninglist: 1 }), ["10.1.2.3"]);
  await server.ask("POST", "/warninglists/toggleEnable", { name: "%RFC 1918%", enabled: true });
  t.deepEqual(await server.find({ ...value }), ["10.1.2.3"]);
  const dropped = await server.ask("POST", "/attributes/restSearch", { ...value, enforceWarninglist: 1 });
  t.is(dropped.text, '{"response":{"Attribute":[]}}');
  t.is(dropped.headers.get("X-Result-Count"), "1");
  t.is(dropped.headers.get("X-Skipped-Elements-Count"), "1");
  const warned = await server.ask("POST", "/attributes/restSearch", { ...value, includeWarninglistHits: 1 });
  t.like(warned.json(), {
    response: {
      Attribute: [{ warnings: [{ match: "10.0.0.0/8", value: "10.1.2.3", warninglist_id: "1" }] }],
    },
  });
});

test("every name below example.com is on the list of public resolvers' names", async (t) => {
  const server = await misp(t);
  await server.ask("POST", "/warninglists/toggleEnable", { id: [4], enabled: true });
  const answer = await server.ask("POST", "/warninglists/checkValue", ["www.example.com", "iabg.de"]);
  t.deepEqual(Object.keys(answer.json() as object), ["www.example.com"]);
});

test("decay is shown only by models that are enabled, and drops what has lost its worth", async (t) => {
  const server = await misp(t);
  const old = Math.floor(Date.now() / 1000) - 100 * 86_400;
  await server.ask("POST", "/events/add", {
    Event: { info: "old", Attribute: [{ type: "domain", value: "old.example.net", timestamp: old }] },
  });
  const ask = async (): Promise<unknown> =>
    (await server.ask("POST", "/attributes/restSearch", { includeDecayScore: 1 })).json();
  t.false(JSON.stringify(await ask()).includes("decay_score"));
  await server.ask("POST", "/decayingModel/enable/3");
  t.like(await ask(), {
    response: {
      Attribute: [{ decay_score: [{ base_score: 80, decayed: true, DecayingModel: { id: "3" } }] }],
    },
  });
  t.deepEqual(await server.find({ excludeDecayed: 1 }), []);
  await server.ask("POST", "/sightings/add", { values: ["old.example.net"] });
  t.deepEqual(await server.find({ excludeDecayed: 1 }), ["old.example.net"]);
});

test("other formats write a line a value, and ask for what is published and for detection", async (t) => {
  const server = await filled(t);
  const body = { type: "domain", returnFormat: "text" };
  const answer = await server.ask("POST", "/attributes/restSearch", body);
  t.is(answer.text, "ids.example.net\n");
  t.is((await server.ask("POST", "/attributes/restSearch", { returnFormat: "count" })).text, "5");
});

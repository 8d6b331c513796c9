import test from "ava";
import { misp } from "./support.ts";

test("a published event without attributes is refused, as is one without a title", async (t) => {
  const server = await misp(t);
  const empty = await server.ask("POST", "/events/add", { Event: { info: "x", published: true } });
  t.is(empty.status, 403);
  t.true(empty.text.includes("Received a published event that was empty"));
  t.is((await server.ask("POST", "/events/add", { Event: { info: "" } })).status, 403);
});

test("an event is changed, listed, published and deleted by its UUID", async (t) => {
  const server = await misp(t);
  const uuid = "bbbbbbbb-0000-4000-8000-000000000001";
  await server.ask("POST", "/events/add", {
    Event: { uuid, info: "first", Attribute: [{ type: "domain", value: "iabg.de" }] },
  });
  t.is((await server.ask("POST", "/events/add", { Event: { uuid, info: "again" } })).status, 403);
  await server.ask("POST", `/events/edit/${uuid}`, {
    Event: { info: "second", Attribute: [{ type: "md5", value: "a".repeat(32) }] },
  });
  await server.ask("POST", `/events/publish/${uuid}`);
  const view = await server.ask("GET", `/events/view/${uuid}`);
  t.like(view.json(), { Event: { info: "second", published: true, attribute_count: "2" } });
  const index = await server.ask("GET", "/events/index");
  t.like(index.json(), [{ info: "second", uuid }]);
  await server.ask("DELETE", `/events/delete/${uuid}`);
  t.is((await server.ask("GET", `/events/view/${uuid}`)).status, 404);
  t.deepEqual(await server.find({}), []);
});

test("attributes of an object are found with their object", async (t) => {
  const server = await misp(t);
  const md5 = "d".repeat(32);
  await server.ask("POST", "/events/add", {
    Event: {
      info: "object",
      Object: [
        {
          name: "file",
          "meta-category": "file",
          Attribute: [{ type: "md5", value: md5, object_relation: "md5" }],
        },
      ],
    },
  });
  const answer = await server.ask("POST", "/attributes/restSearch", { value: [md5] });
  t.like(answer.json(), {
    response: { Attribute: [{ object_relation: "md5", Object: { id: "1", distribution: "5" } }] },
  });
});

test("a tag that does not exist is refused on an event and on an attribute, each in its way", async (t) => {
  const server = await misp(t);
  await server.ask("POST", "/events/add", { info: "x", Attribute: [{ type: "domain", value: "iabg.de" }] });
  const event = await server.ask("POST", "/events/addTag/1/nothing");
  t.is(event.status, 200);
  t.deepEqual(event.json(), { saved: false, errors: "Invalid Tag." });
  t.is((await server.ask("POST", "/attributes/addTag/1/nothing")).status, 404);
  await server.ask("POST", "/tags/add", { name: "tlp:red" });
  await server.ask("POST", "/attributes/addTag/1/1");
  const found = await server.ask("POST", "/attributes/restSearch", {});
  t.like(found.json(), { response: { Attribute: [{ Tag: [{ name: "tlp:red", local: false }] }] } });
});

test("an attribute that is no such type is refused with the reason", async (t) => {
  const server = await misp(t);
  await server.ask("POST", "/events/add", { info: "x" });
  for (const [type, value, reason] of [
    ["ip-dst", "300.1.1.1", "IP address has an invalid format."],
    ["sha256", "abc", "expected: 64 hexadecimal characters"],
    ["domain|ip", "a.example", "Composite type"],
    ["port", "0", "Port numbers"],
    ["nonsense", "x", "Options depend on the selected category"],
  ] as const) {
    const answer = await server.ask("POST", "/attributes/add/1", { type, value });
    t.is(answer.status, 403, type);
    t.true(answer.text.includes(reason), `${type}: ${answer.text}`);
  }
});

test("every attribute with the value is sighted, and the last sighting is the answer", async (t) => {
  const server = await misp(t);
  for (const info of ["one", "two"]) {
    await server.ask("POST", "/events/add", {
      info,
      Attribute: [{ type: "domain|ip", value: "iabg.de|10.0.0.1" }],
    });
  }
  const answer = await server.ask("POST", "/sightings/add", {
    values: ["IABG.DE", "unknown"],
    source: "wazuh",
    type: "0",
  });
  t.like(answer.json(), { Sighting: { id: "2", attribute_id: "2", source: "wazuh", type: "0" } });
  const all = await server.ask("POST", "/sightings/restSearch/event", { id: 1 });
  t.is((all.json() as { response: unknown[] }).response.length, 1);
  const whole = await server.ask("POST", "/sightings/add", { values: ["iabg.de|10.0.0.1"] });
  t.true(whole.text.includes("No valid attributes found that match the criteria."));
  const none = await server.ask("POST", "/sightings/add", { values: [] });
  t.true(none.text.includes("Reason: No valid attributes found."));
});

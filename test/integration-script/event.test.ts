import test from "ava";
import fc from "fast-check";
import { type EnrichedEvent, errorEvent } from "../../integration-script/event/enriched.ts";
import { eventLimit, renderEvent } from "../../integration-script/event/render.ts";
import { sourceOf } from "../../integration-script/event/source.ts";
import { Trouble } from "../../integration-script/errors.ts";
import { locationOf, queueLine } from "../../integration-script/queue/line.ts";

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const render = (misp: Record<string, unknown>): Record<string, unknown> =>
  (
    JSON.parse(renderEvent({ integration: "misp", misp } as EnrichedEvent)) as {
      misp: Record<string, unknown>;
    }
  ).misp;

test("an event belongs to the agent that its alert came from, and one of the manager to none", (t) => {
  const line = (agent: Parameters<typeof locationOf>[0]) =>
    decode(queueLine("1", locationOf(agent, "misp"), "{}"));
  t.is(line({ id: "001", name: "web01", ip: "172.20.0.3" }), "1:[001] (web01) 172.20.0.3->misp:{}");
  t.is(line({ id: "001", name: "web01" }), "1:[001] (web01) any->misp:{}");
  t.is(line({ id: "000", name: "wazuh.manager" }), "1:misp:{}");
  t.is(line(undefined), "1:misp:{}");
});

test("what would end the location is escaped", (t) => {
  t.is(
    decode(queueLine("1", locationOf({ id: "001", name: "web01", ip: "2001:db8::1" }, "misp"), "{}")),
    "1:[001] (web01) 2001|:db8|:|:1->misp:{}",
  );
  t.is(decode(queueLine("1", "C:\\a|b", "x")), "1:C|:\\a||b:x");
});

test("what cannot be an agent does not get into the location", (t) => {
  for (const [id, name] of [
    ["1", "web01"],
    ["001) (x", "web01"],
    ["001", "web01) 1.2.3.4->other"],
    ["001", "x".repeat(70_000)],
    ["001", ""],
  ] as const) {
    t.is(locationOf({ id, name, ip: "172.20.0.3" }, "misp"), "misp");
  }
  t.is(locationOf({ id: "001", name: "web01", ip: "x->y" }, "misp"), "[001] (web01) any->misp");
});

test("an event is one line of JSON that begins as Wazuh's decoder wants it, and stays below its limit", (t) => {
  t.notThrows(() => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string({ minLength: 1 }),
          fc.oneof(fc.string({ unit: "binary" }), fc.array(fc.string())),
          {
            maxKeys: 30,
          },
        ),
        fc.nat({ max: 5000 }),
        (fields, factor) => {
          const long = Object.fromEntries(
            Object.entries(fields).map(([key, value]) => [
              key,
              typeof value === "string"
                ? value.repeat(factor)
                : Array.from({ length: 100 }, () => value).flat(),
            ]),
          );
          const text = renderEvent({ integration: "misp", misp: long });
          JSON.parse(text);
          return text.startsWith('{"') && !text.includes("\n") && Buffer.byteLength(text) <= eventLimit;
        },
      ),
      { numRuns: 200 },
    );
  });
});

test("texts are whole: no half of a surrogate pair, no zero character, nothing empty", (t) => {
  t.deepEqual(render({ a: "x\0y", b: "\ud800z", c: "", d: ["", "e"], f: "x".repeat(5000) }), {
    a: "xy",
    b: "\ufffdz",
    d: ["e"],
    f: `${"x".repeat(4095)}…`,
  });
  const cut = render({ a: `${"x".repeat(4094)}😀😀` })["a"] as string;
  t.true(cut.isWellFormed());
});

test("an event that is too long loses parts of texts and lists, but no field", (t) => {
  const misp = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [`field${index}`, "ä".repeat(4000)]),
  );
  t.deepEqual(Object.keys(render(misp)), Object.keys(misp));
});

test("the source of an alert has what the alert has", (t) => {
  t.deepEqual(sourceOf({}), { alert_id: "unknown" });
  t.deepEqual(sourceOf({ id: 5, rule: { level: 3, groups: ["a", 1, "b"] }, agent: "x", location: "" }), {
    alert_id: "5",
    rule_level: "3",
    rule_groups: ["a", "b"],
  });
});

test("an error event tells its kind, its words and its status", (t) => {
  t.deepEqual(
    JSON.parse(renderEvent(errorEvent(new Trouble("key-refused", "No.", 403), { alert_id: "1" }))),
    {
      integration: "misp",
      misp: { error: { kind: "key-refused", message: "No.", status: "403" }, source: { alert_id: "1" } },
    },
  );
});

import test from "ava";
import { diffShape } from "../../../../engine/plugins/provider/diff.ts";
import type { Shape } from "../../../../engine/plugins/provider/shape.ts";
import { unknown } from "../../../../engine/plugins/provider/values.ts";

const shape: Shape = {
  image: { kind: "string", replaces: true },
  memory: { kind: "integer" },
  address: { kind: "string", computed: true },
  id: { kind: "string", output: true },
  command: { kind: { list: "string" }, replaces: true },
  envs: { kind: { list: "string" }, unordered: true },
  labels: {
    kind: { list: { object: { label: { kind: "string", replaces: true }, value: { kind: "string" } } } },
    unordered: true,
  },
  options: { kind: { map: "string" } },
  size: {
    kind: "string",
    same: (old, now) => (old as string).toLowerCase() === (now as string).toLowerCase(),
  },
};

test("equal values are no change, nor are absent and empty ones", (t) => {
  t.deepEqual(diffShape(shape, { image: "a", memory: 0, envs: [], options: {} }, { image: "a" }), []);
  t.deepEqual(diffShape(shape, { image: "a" }, { image: "a", memory: 0, envs: [], options: {} }), []);
});

test("a change says whether it replaces", (t) => {
  t.deepEqual(diffShape(shape, { image: "a", memory: 1 }, { image: "b", memory: 2 }), [
    { path: "image", kind: "update", replaces: true },
    { path: "memory", kind: "update", replaces: false },
  ]);
});

test("additions and removals are told apart", (t) => {
  t.deepEqual(diffShape(shape, { image: "a" }, { memory: 1 }), [
    { path: "image", kind: "delete", replaces: true },
    { path: "memory", kind: "add", replaces: false },
  ]);
});

test("what the provider chose is no change while nothing is asked for", (t) => {
  t.deepEqual(diffShape(shape, { address: "1.2.3.4", id: "x" }, {}), []);
  t.is(diffShape(shape, { address: "1.2.3.4" }, { address: "1.2.3.5" }).length, 1);
});

test("a list is compared item by item", (t) => {
  t.deepEqual(diffShape(shape, { command: ["a", "b"] }, { command: ["a", "c", "d"] }), [
    { path: "command[1]", kind: "update", replaces: true },
    { path: "command[2]", kind: "add", replaces: true },
  ]);
});

test("the order of an unordered list is no change", (t) => {
  t.deepEqual(diffShape(shape, { envs: ["A=1", "B=2"] }, { envs: ["B=2", "A=1"] }), []);
  const labels = [
    { label: "a", value: "1" },
    { label: "b", value: "2" },
  ];
  t.deepEqual(diffShape(shape, { labels }, { labels: labels.toReversed() }), []);
});

test("a changed item of an unordered list is one update, and replaces when one of its parts does", (t) => {
  t.deepEqual(diffShape(shape, { envs: ["A=1", "B=2"] }, { envs: ["B=2", "A=9"] }), [
    { path: "envs[1]", kind: "add", replaces: false },
    { path: "envs[0]", kind: "delete", replaces: false },
  ]);
  t.deepEqual(
    diffShape(shape, { labels: [{ label: "a", value: "1" }] }, { labels: [{ label: "a", value: "2" }] }),
    [{ path: "labels[0]", kind: "update", replaces: true }],
  );
});

test("a map is compared key by key", (t) => {
  t.deepEqual(diffShape(shape, { options: { a: "1", "b.c": "2" } }, { options: { a: "2", d: "3" } }), [
    { path: "options.a", kind: "update", replaces: false },
    { path: 'options["b.c"]', kind: "delete", replaces: false },
    { path: "options.d", kind: "add", replaces: false },
  ]);
});

test("two ways of writing the same value are no change", (t) => {
  t.deepEqual(diffShape(shape, { size: "BIG" }, { size: "big" }), []);
});

test("an unknown value is a change", (t) => {
  t.is(diffShape(shape, { size: "BIG" }, { size: unknown }).length, 1);
});

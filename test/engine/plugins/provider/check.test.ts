import test from "ava";
import { checkShape } from "../../../../engine/plugins/provider/check.ts";
import type { Shape } from "../../../../engine/plugins/provider/shape.ts";
import { unknown } from "../../../../engine/plugins/provider/values.ts";

const shape: Shape = {
  name: { kind: "string", autonamed: true },
  image: { kind: "string", required: true },
  memory: {
    kind: "integer",
    validate: (value) => ((value as number) < 4 ? "must be at least 4" : undefined),
  },
  start: { kind: "boolean", default: true },
  ports: {
    kind: {
      list: {
        object: {
          internal: { kind: "integer", required: true },
          protocol: { kind: "string", default: "tcp" },
        },
      },
    },
  },
  options: { kind: { map: "string" } },
  address: { kind: "string", output: true },
};
const subject = "test:index:Box";
const reasons = (given: Parameters<typeof checkShape>[1]): string[] =>
  checkShape(shape, given, { subject, autoname: () => "box-1" }).failures.map(({ reason }) => reason);

test("a mistyped property is refused with the one that was meant", (t) => {
  t.deepEqual(reasons({ image: "a", memroy: 1 }), [
    "test:index:Box: unknown property 'memroy'; did you mean 'memory'?",
  ]);
});

test("a property that resembles nothing is refused without a suggestion", (t) => {
  t.deepEqual(reasons({ image: "a", zzzzzz: 1 }), ["test:index:Box: unknown property 'zzzzzz'"]);
});

test("an unknown property inside a list says where it is", (t) => {
  const checked = checkShape(shape, { image: "a", ports: [{ internal: 1, externl: 2 }] }, { subject });
  t.is(checked.failures[0]!.property, "ports[0].externl");
});

test("an output cannot be given", (t) => {
  t.deepEqual(reasons({ image: "a", address: "x" }), [
    "test:index:Box: property 'address' is an output and cannot be given",
  ]);
});

test("a missing required property is refused, also inside a list", (t) => {
  t.deepEqual(reasons({ ports: [{}] }), [
    "test:index:Box: property 'ports[0].internal' is required but was not given",
    "test:index:Box: property 'image' is required but was not given",
  ]);
});

test("a value of the wrong kind is refused and both kinds are named", (t) => {
  t.deepEqual(reasons({ image: "a", memory: "4", options: [], ports: {} }), [
    "test:index:Box: property 'memory' must be an integer, but a string was given",
    "test:index:Box: property 'options' must be a map, but a list was given",
    "test:index:Box: property 'ports' must be a list, but an object was given",
  ]);
});

test("a value that its property refuses carries the reason", (t) => {
  t.deepEqual(reasons({ image: "a", memory: 1 }), ["test:index:Box: property 'memory' must be at least 4"]);
});

test("unknown values pass", (t) => {
  t.deepEqual(reasons({ image: unknown, memory: unknown, ports: unknown, options: { a: unknown } }), []);
});

test("defaults are filled in and their names marked in every object", (t) => {
  const { inputs } = checkShape(
    shape,
    { image: "a", ports: [{ internal: 1 }, { internal: 2, protocol: "udp" }] },
    { subject, markDefaults: true, autoname: () => "box-1" },
  );
  t.deepEqual(inputs, {
    __defaults: ["name", "start"],
    image: "a",
    name: "box-1",
    start: true,
    ports: [
      { __defaults: ["protocol"], internal: 1, protocol: "tcp" },
      { __defaults: [], internal: 2, protocol: "udp" },
    ],
  });
});

test("marks and nulls that were given are not properties", (t) => {
  const { inputs, failures } = checkShape(
    shape,
    { __defaults: ["x"], image: "a", memory: null },
    { subject },
  );
  t.deepEqual(failures, []);
  t.deepEqual(inputs, { image: "a", start: true });
});

import test from "ava";
import fc from "fast-check";
import type { Value, Values } from "../../../../engine/plugins/provider/values.ts";
import { Secret, decode, encode, plain, withSecretsOf } from "../../../../engine/plugins/provider/values.ts";

test("properties survive the way to the engine and back, secrets included", (t) => {
  const value = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      fc.string(),
      fc.boolean(),
      fc.integer(),
      fc.constant(null),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(fc.string({ minLength: 1 }), tie("value"), { maxKeys: 3, noNullPrototype: true }),
      tie("value").map((inner) => new Secret(inner)),
    ),
  })).value;
  fc.assert(
    fc.property(
      fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), value, { noNullPrototype: true }),
      (values) => {
        t.deepEqual(decode(encode(values)), values);
      },
    ),
    { numRuns: 50 },
  );
});

test("opening leaves no secret anywhere", (t) => {
  const values: Values = { a: new Secret({ b: [new Secret("c")] }), d: [new Secret(1)] };
  t.deepEqual(plain(values), { a: { b: ["c"] }, d: [1] });
});

test("what is secret in the inputs becomes secret in the outputs, objects by property and lists as a whole", (t) => {
  const inputs: Values = { env: ["A", new Secret("B")], options: { x: new Secret("1"), y: "2" }, user: "u" };
  const outputs: Values = { env: ["B", "A"], options: { x: "1", y: "2" }, user: "u", other: 1 };
  t.deepEqual(withSecretsOf(outputs, inputs), {
    env: new Secret(["B", "A"]),
    options: { x: new Secret("1"), y: "2" },
    user: "u",
    other: 1,
  });
});

test("a secret inside a list stays one of its own where that is wanted", (t) => {
  const inputs: Values = { list: ["a", new Secret("b"), { x: [new Secret(1), 2] }], key: new Secret(["c"]) };
  t.deepEqual(withSecretsOf(plain(inputs), inputs, true), inputs);
});

import test from "ava";
import { isEmptyState, outputsIn } from "../../lab/stack-state.ts";

const secret = (value: unknown): Record<string, string> => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  plaintext: JSON.stringify(value),
});

const stateOf = (...resources: unknown[]) => ({ version: 3, deployment: { resources } });

test("a stack that was only made has an empty state", (t) => {
  t.true(isEmptyState({ version: 3, deployment: {} }));
  t.true(isEmptyState({ version: 3, deployment: null }));
  t.false(isEmptyState(stateOf({ type: "pulumi:pulumi:Stack" })));
});

test("the outputs are those of the stack, with secrets in clear wherever they stand", (t) => {
  const state = stateOf(
    { type: "docker:index/network:Network", outputs: { name: "lab" } },
    {
      type: "pulumi:pulumi:Stack",
      outputs: {
        ports: ["1", 2, null],
        key: secret("k"),
        signIn: { misp: secret({ key: secret("inner") }) },
      },
    },
  );
  t.deepEqual(outputsIn(state), {
    ports: ["1", 2, null],
    key: "k",
    signIn: { misp: { key: "inner" } },
  });
});

test("a stack whose update has not got that far exports nothing", (t) => {
  t.deepEqual(outputsIn(stateOf({ type: "pulumi:pulumi:Stack" })), {});
  t.deepEqual(outputsIn({ version: 3, deployment: {} }), {});
});

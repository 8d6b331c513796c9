import test from "ava";
import { diffInputs } from "../../../../engine/plugins/command/diff.ts";
import { assetArchive, fileAsset, unknown } from "../../../../engine/plugins/provider/values.ts";

test("equal inputs have no changes", (t) => {
  const inputs = { create: "true", environment: { A: "1" }, triggers: ["a", { b: [1, null] }] };
  t.deepEqual(diffInputs(inputs, structuredClone(inputs)).changes, []);
});

test("each changed value is named by its path", (t) => {
  const { changes } = diffInputs(
    { create: "a", environment: { A: "1", "B.C": "2" }, interpreter: ["/bin/sh", "-c"] },
    { create: "b", environment: { A: "2", "B.C": "3" }, interpreter: ["/bin/bash", "-c", "x"], stdin: "in" },
  );
  t.deepEqual(
    changes.map(({ path, kind }) => `${kind} ${path}`),
    [
      "update create",
      "update environment.A",
      'update environment["B.C"]',
      "update interpreter[0]",
      "add interpreter[2]",
      "add stdin",
    ],
  );
  t.true(changes.every(({ replaces }) => !replaces));
});

test("a changed, added or removed trigger replaces", (t) => {
  for (const [old, now, change] of [
    [{ triggers: ["a"] }, { triggers: ["b"] }, "update triggers[0]"],
    [{ triggers: ["a"] }, { triggers: ["a", "b"] }, "add triggers[1]"],
    [{ triggers: ["a"] }, {}, "delete triggers"],
    [{}, { triggers: [] }, "add triggers"],
    [{ triggers: [{ a: 1 }] }, { triggers: [{ a: unknown }] }, "update triggers[0].a"],
  ] as const) {
    const { changes } = diffInputs(structuredClone(old) as never, structuredClone(now) as never);
    t.deepEqual(
      changes.map(({ path, kind }) => `${kind} ${path}`),
      [change],
    );
    t.true(changes.every(({ replaces }) => replaces));
  }
});

test("an empty value is not an absent one", (t) => {
  t.is(diffInputs({ addPreviousOutputInEnv: false }, {}).changes[0]?.kind, "delete");
  t.is(diffInputs({}, { stdin: "" }).changes[0]?.kind, "add");
});

test("files are compared by their contents", (t) => {
  const source = fileAsset("a.txt", "1");
  t.deepEqual(diffInputs({ source }, { source: fileAsset("b.txt", "1") }).changes, []);
  t.is(diffInputs({ source }, { source: fileAsset("a.txt", "2") }).changes[0]?.path, "source");
  t.is(diffInputs({ source }, { source: { ...assetArchive({}), hash: "1" } }).changes[0]?.path, "source");
  t.is(diffInputs({ source }, { source: unknown }).changes[0]?.kind, "update");
});

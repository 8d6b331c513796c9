import test from "ava";
import { diffContainer } from "../../../../../engine/plugins/docker/container/changes.ts";
import { unfinishedOutputs } from "../../../../../engine/plugins/docker/container/outputs.ts";
import { recordedResource } from "../support/recorded.ts";

const { id, inputs, outputs } = recordedResource("c1");

test("a container whose creation was not finished is replaced, though its inputs are the same", (t) => {
  const { changes, deleteBeforeReplace } = diffContainer(
    { id, inputs, outputs: unfinishedOutputs(id, inputs) },
    inputs,
  );
  t.true(changes.some(({ replaces }) => replaces));
  t.true(deleteBeforeReplace);
});

test("one that is finished is left alone", (t) => {
  t.deepEqual(diffContainer({ id, inputs, outputs }, inputs).changes, []);
});

test("one that must run and does not is started, unless it is never to be started", (t) => {
  const stopped = { id, inputs, outputs: { ...outputs, mustRun: false } };
  t.deepEqual(diffContainer(stopped, inputs).changes, [{ path: "mustRun", kind: "update", replaces: false }]);
  t.deepEqual(
    diffContainer(stopped, { ...inputs, start: false }).changes.map(({ path }) => path),
    ["start"],
  );
});

import test from "ava";
import { plugin } from "../../../../engine/plugins/docker/plugin.ts";
import { Dispatcher } from "../../../../engine/plugins/provider/dispatcher.ts";
import type { Plugin } from "../../../../engine/plugins/provider/plugin.ts";
import { diffShape } from "../../../../engine/plugins/provider/diff.ts";
import type { Log } from "../../../../engine/plugins/provider/resource.ts";
import { plain } from "../../../../engine/plugins/provider/values.ts";
import { asGiven, recorded, recordedSwarm } from "./support/recorded.ts";

const log: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, status: () => {} };
const dispatcher = new Dispatcher(plugin as unknown as Plugin<never>, () => log);

for (const { type, name, id, inputs, outputs } of [...recorded, ...recordedSwarm]) {
  const target = { type, name, urn: `urn:pulumi:dev::p::${type}::${name}` };

  test(`the inputs of ${type} ${name} are checked into what the official plugin wrote`, async (t) => {
    const checked = await dispatcher.check({
      ...target,
      olds: inputs,
      news: asGiven(inputs),
      seed: new Uint8Array(32),
      autonaming: undefined,
    });
    t.deepEqual(checked.failures, []);
    t.deepEqual(plain(checked.inputs), inputs);
  });

  test(`the ${type} ${name} that the official plugin made is not changed`, async (t) => {
    const diff = await dispatcher.diff({ ...target, id, inputs, outputs, news: inputs, ignore: [] });
    t.deepEqual(diff.changes, []);
  });

  test(`every output of the ${type} ${name} that the official plugin wrote is known`, (t) => {
    const known = new Set([...Object.keys(plugin.resources[type]!.shape), "id", "__meta"]);
    t.deepEqual(
      Object.keys(outputs).filter((output) => !known.has(output)),
      [],
    );
    t.deepEqual(diffShape(plugin.resources[type]!.shape, outputs, outputs), []);
  });
}

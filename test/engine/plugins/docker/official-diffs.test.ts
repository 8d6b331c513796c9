import test from "ava";
import { readFileSync } from "node:fs";
import { plugin } from "../../../../engine/plugins/docker/plugin.ts";
import { Dispatcher } from "../../../../engine/plugins/provider/dispatcher.ts";
import type { Plugin } from "../../../../engine/plugins/provider/plugin.ts";
import type { Log } from "../../../../engine/plugins/provider/resource.ts";
import type { Values } from "../../../../engine/plugins/provider/values.ts";
import { asGiven } from "./support/recorded.ts";

/** A resource that the official plugin made, and what it said of each change to its inputs. */
interface Judged {
  readonly type: string;
  readonly id: string;
  readonly inputs: Values;
  readonly outputs: Values;
  readonly cases: readonly {
    /** Arguments that take the place of the resource's own; null takes one away. */
    readonly change: Values;
    readonly op: "same" | "update" | "replace";
    readonly properties: readonly string[];
  }[];
}

const file = new URL("recorded/official-diffs.json", import.meta.url);
const judged = JSON.parse(readFileSync(file, "utf8")) as readonly Judged[];
const log: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, status: () => {} };
const dispatcher = new Dispatcher(plugin as unknown as Plugin<never>, () => log);

/** What the stand-in says of a change: the operation and the properties that differ. */
async function judge(
  { type, id, inputs, outputs }: Judged,
  change: Values,
): Promise<{ op: string; properties: string[] }> {
  const target = { type, name: "x", urn: `urn:pulumi:dev::p::${type}::x` };
  const given = Object.fromEntries(
    Object.entries({ ...asGiven(inputs), ...change }).filter(([, value]) => value !== null),
  );
  const checked = await dispatcher.check({
    ...target,
    olds: inputs,
    news: given,
    seed: new Uint8Array(32),
    autonaming: undefined,
  });
  const { changes } = await dispatcher.diff({
    ...target,
    id,
    inputs,
    outputs,
    news: checked.inputs,
    ignore: [],
  });
  const properties = [...new Set(changes.map(({ path }) => /^[^.[]+/.exec(path)![0]))].sort();
  const replaces = changes.some((each) => each.replaces);
  return { op: changes.length === 0 ? "same" : replaces ? "replace" : "update", properties };
}

for (const resource of judged) {
  test(`changes to a ${resource.type} are judged as the official plugin judges them`, async (t) => {
    for (const { change, op, properties } of resource.cases) {
      t.deepEqual(await judge(resource, change), { op, properties: [...properties] }, JSON.stringify(change));
    }
  });
}

const container = judged[0]!;

test("the same share of processors in other digits is no change", async (t) => {
  t.is((await judge(container, { cpus: "0.50" })).op, "same");
});

test("a platform that Docker tells in fewer words is no change", async (t) => {
  t.is((await judge(container, { platform: "linux/amd64" })).op, "same");
  t.is((await judge(container, { platform: "windows/amd64" })).op, "replace");
});

test("a duration and a capability in other words are no change", async (t) => {
  const healthcheck = { tests: ["CMD", "true"], interval: "0.5m", retries: 2 };
  t.is((await judge(container, { healthcheck })).op, "same");
  t.is((await judge(container, { capabilities: { adds: ["net_admin"] } })).op, "same");
});

test("swap that Docker allowed of its own is no change, while memory has a limit", async (t) => {
  const { op, properties } = await judge(container, { memorySwap: null });
  t.deepEqual({ op, properties }, { op: "same", properties: [] });
});

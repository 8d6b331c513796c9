import test from "ava";
import { outputsOf } from "../../../../../engine/plugins/docker/swarm/service-outputs.ts";
import type { Inputs } from "../../../../../engine/plugins/docker/swarm/service-shape.ts";
import { shape } from "../../../../../engine/plugins/docker/swarm/service-shape.ts";
import { serviceSpec } from "../../../../../engine/plugins/docker/swarm/service-spec.ts";
import { diffShape } from "../../../../../engine/plugins/provider/diff.ts";
import type { Value, Values } from "../../../../../engine/plugins/provider/values.ts";
import { recordedSwarm } from "../support/recorded.ts";

const services = recordedSwarm.filter(({ inspected }) => inspected !== undefined);

/** A value without what says nothing, for the official plugin writes null, empty or zero as it happens. */
function saying(value: Value): Value | undefined {
  if (Array.isArray(value)) {
    return value.length === 0 ? undefined : value.map((item) => saying(item) ?? null);
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value as Values).flatMap(([name, part]) => {
      const said = saying(part);
      return said === undefined ? [] : [[name, said] as const];
    });
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  }
  return value === null || value === "" || value === 0 || value === false || value === "0s"
    ? undefined
    : value;
}

for (const { name, inputs, outputs, inspected } of services) {
  test(`what Docker tells of ${name} becomes the state that the official plugin makes of it`, (t) => {
    t.deepEqual(saying(outputsOf(inspected!, inputs)), saying(outputs));
  });

  test(`what Docker tells of ${name} is what its inputs asked for`, (t) => {
    t.deepEqual(
      diffShape(shape, outputsOf(inspected!, {}), inputs).filter(({ path }) => !isKept(path)),
      [],
    );
    const spec = JSON.parse(JSON.stringify(serviceSpec(inputs as unknown as Inputs))) as Values;
    t.like(inspected!.Spec, { Name: spec["Name"], Mode: spec["Mode"] });
  });
}

/** What Docker is not asked to keep, or tells in other words. */
function isKept(path: string): boolean {
  return path.startsWith("convergeConfig") || path.startsWith("taskSpec.networksAdvanceds");
}

test("a service may run on every node", (t) => {
  const spec = serviceSpec({
    name: "s",
    mode: { global: true },
    taskSpec: { containerSpec: { image: "i" } },
  });
  t.like(spec, { Mode: { Global: {} }, EndpointSpec: { Ports: [] } });
});

test("changes of a service's task are made in place, those of its hosts and networks replace it", (t) => {
  const { inputs, outputs } = services.find(({ name }) => name === "svc")!;
  const changed = structuredClone(inputs) as unknown as Inputs & {
    taskSpec: { containerSpec: Record<string, unknown> };
  };
  Object.assign(changed.taskSpec.containerSpec, { env: { A: "2" }, hosts: [{ host: "q", ip: "4.3.2.1" }] });
  t.deepEqual(
    diffShape(shape, outputs, changed as unknown as Values).map(({ path, replaces }) => [path, replaces]),
    [
      ["taskSpec.containerSpec.env.A", false],
      ["taskSpec.containerSpec.hosts[0]", true],
    ],
  );
});

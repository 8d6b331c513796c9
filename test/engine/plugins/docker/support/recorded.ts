import type { Service } from "dockerode";
import { readFileSync } from "node:fs";
import type { Values } from "../../../../../engine/plugins/provider/values.ts";

/** A resource as the official docker plugin wrote it into state. */
export interface Recorded {
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly inputs: Values;
  readonly outputs: Values;
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../recorded/${name}.json`, import.meta.url), "utf8"));
}

/** What the official plugin wrote for a network, a volume and a container. */
export const recorded = read("official-state") as readonly Recorded[];

/** What it wrote for things of a swarm, and what Docker told of its services when it was refreshed. */
export const recordedSwarm = read("official-swarm-state") as readonly (Recorded & {
  readonly inspected?: Service;
})[];

/** The recorded resource of a name: `net`, `vol` or `c1`. */
export function recordedResource(name: string): Recorded {
  return recorded.find((resource) => resource.name === name)!;
}

/** Inputs as a program gives them: without defaults and the marks of them. */
export function asGiven(inputs: Values): Values {
  const defaults = (inputs["__defaults"] ?? []) as string[];
  return Object.fromEntries(
    Object.entries(inputs)
      .filter(([name]) => name !== "__defaults" && !defaults.includes(name))
      .map(([name, value]) => [name, openValue(value)]),
  );
}

function openValue(value: Values[string]): Values[string] {
  if (Array.isArray(value)) {
    return value.map(openValue);
  }
  return typeof value === "object" && value !== null ? asGiven(value as Values) : value;
}

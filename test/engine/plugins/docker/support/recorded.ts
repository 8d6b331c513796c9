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

const file = new URL("../recorded/official-state.json", import.meta.url);

/** What the official plugin wrote for a network, a volume and a container. */
export const recorded = JSON.parse(readFileSync(file, "utf8")) as readonly Recorded[];

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

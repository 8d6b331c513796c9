import { isObject, type Json, type JsonObject } from "../alert/alert.ts";

/** A field of an alert: its path as it is written in the alert, and its value. */
export interface Field {
  readonly path: string;
  readonly value: Json;
}

/** Names of fields differ in capitals between decoders and versions. */
const childOf = (parent: JsonObject, name: string): { name: string; value: Json } | undefined => {
  if (Object.hasOwn(parent, name)) {
    return { name, value: parent[name]! };
  }
  const lower = name.toLowerCase();
  const found = Object.keys(parent).find((key) => key.toLowerCase() === lower);
  return found === undefined ? undefined : { name: found, value: parent[found]! };
};

const descend = (value: Json, path: string, names: readonly string[]): Field[] => {
  if (Array.isArray(value)) {
    return value.flatMap((item) => descend(item, path, names));
  }
  const [name, ...rest] = names;
  if (name === undefined) {
    return [{ path, value }];
  }
  if (!isObject(value)) {
    return [];
  }
  // A key that has the dots in it, as some decoders leave them.
  const whole = rest.length > 0 ? childOf(value, names.join(".")) : undefined;
  if (whole !== undefined) {
    return descend(whole.value, `${path}.${whole.name}`, []);
  }
  const child = childOf(value, name);
  return child === undefined
    ? []
    : descend(child.value, path === "" ? child.name : `${path}.${child.name}`, rest);
};

/** The fields at a path of names with dots, through lists; capitals do not matter. */
export const fieldsAt = (parent: JsonObject, path: string, prefix = ""): Field[] =>
  descend(parent, prefix, path.split("."));

/** The texts at a path; numbers count as text. */
export const textsAtPath = (
  parent: JsonObject,
  path: string,
  prefix = "",
): { path: string; text: string }[] => {
  const texts = [];
  for (const { path: at, value } of fieldsAt(parent, path, prefix)) {
    if ((typeof value === "string" && value !== "") || typeof value === "number") {
      texts.push({ path: at, text: String(value) });
    }
  }
  return texts;
};

/** All texts below a value, with their paths; how deep it goes is limited. */
export function* leaves(value: Json, path: string, depth = 0): Generator<{ path: string; text: string }> {
  if (typeof value === "string") {
    if (value !== "") {
      yield { path, text: value };
    }
  } else if (typeof value === "object" && value !== null && depth < 12) {
    for (const [key, child] of Object.entries(value)) {
      yield* leaves(child, Array.isArray(value) ? path : `${path}.${key}`, depth + 1);
    }
  }
}

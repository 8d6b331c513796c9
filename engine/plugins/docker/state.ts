import type { Change, Diff } from "../provider/diff.ts";
import { diffShape } from "../provider/diff.ts";
import type { State } from "../provider/resource.ts";
import type { Kind, Property, Shape } from "../provider/shape.ts";
import { defaultsKey, isEmpty, withoutMarks } from "../provider/shape.ts";
import type { Value, Values } from "../provider/values.ts";
import { isObject } from "../provider/values.ts";

/**
 * Inputs in the shape in which the official plugin keeps them in state: every property is there, lists of
 * objects are empty rather than null, sets are sorted, and the marks of defaults are gone.
 */
export function toState(shape: Shape, inputs: Values): Values {
  return Object.fromEntries(
    Object.entries(shape).map(([name, property]) => [name, stateValue(property, inputs[name])]),
  );
}

function stateValue(property: Property, value: Value | undefined): Value {
  if (value == null) {
    if (property.default !== undefined) {
      return property.default;
    }
    return isList(property.kind) && (property.computed === true || hasObjects(property.kind)) ? [] : null;
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => itemValue(property.kind, item));
    return property.unordered === true ? items.sort(compare) : items;
  }
  return itemValue(property.kind, value);
}

function itemValue(kind: Kind, value: Value): Value {
  const shape = objectShape(kind);
  if (shape === undefined || !isObject(value)) {
    return withoutMarks(value);
  }
  return Object.fromEntries(
    Object.entries(shape).map(([name, property]) => [
      name,
      value[name] == null ? zeroOf(property) : stateValue(property, value[name]),
    ]),
  );
}

function zeroOf({ kind }: Property): Value {
  if (typeof kind !== "string") {
    return "list" in kind ? [] : null;
  }
  return kind === "string" ? "" : kind === "boolean" ? false : kind === "any" ? null : 0;
}

function isList(kind: Kind): boolean {
  return typeof kind !== "string" && "list" in kind;
}

function hasObjects(kind: Kind): boolean {
  return typeof kind !== "string" && "list" in kind && objectShape(kind.list) !== undefined;
}

function objectShape(kind: Kind): Shape | undefined {
  if (typeof kind === "string" || "map" in kind) {
    return undefined;
  }
  return "object" in kind ? kind.object : objectShape(kind.list);
}

function compare(a: Value, b: Value): number {
  const [left, right] = [sortKey(a), sortKey(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function sortKey(value: Value): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** An observed value in the words in which it was asked for, wherever they mean the same. */
export function inWordsOf(shape: Shape, name: string, observed: Value, asked: Value | undefined): Value {
  const property = shape[name];
  if (property === undefined || asked == null || observed === null) {
    return observed;
  }
  if (property.same?.(asked, observed) === true && observed !== "") {
    return asked;
  }
  const parts =
    typeof property.kind === "object" && "object" in property.kind ? property.kind.object : undefined;
  if (parts === undefined || !isObject(observed) || !isObject(asked)) {
    return observed;
  }
  return Object.fromEntries(
    Object.entries(observed).map(([part, value]) => [part, inWordsOf(parts, part, value, asked[part])]),
  );
}

/** How a resource differs from its inputs, by its state. */
export function diffState(shape: Shape, state: State, inputs: Values): Change[] {
  return diffShape(shape, state.outputs, inputs);
}

/**
 * The difference of a resource that Docker knows by a name. One with a name of the user's own is deleted before
 * it is replaced, for two cannot have it at once.
 */
export function diffNamed(shape: Shape, state: State, inputs: Values): Diff {
  const defaults = inputs[defaultsKey];
  const madeUp = Array.isArray(defaults) && defaults.includes("name");
  return { changes: diffState(shape, state, inputs), deleteBeforeReplace: !madeUp };
}

/**
 * The inputs that go with outputs that were read. Those of a resource in state keep their wording wherever it
 * means the same; those of an imported resource are all outputs that are neither empty nor a default.
 */
export function inputsOf(shape: Shape, state: State, outputs: Values): Values {
  if (Object.keys(state.inputs).length === 0) {
    return { [defaultsKey]: [], ...importedInputs(shape, outputs) };
  }
  const drifted = new Set(
    diffShape(shape, outputs, state.inputs).map(({ path }) => /^[^.[]+/.exec(path)![0]),
  );
  return Object.fromEntries(
    Object.entries(state.inputs).map(([name, value]) => [
      name,
      drifted.has(name) ? marked(shape[name]!.kind, outputs[name] ?? null) : value,
    ]),
  );
}

function importedInputs(shape: Shape, outputs: Values): Values {
  return Object.fromEntries(
    Object.entries(shape).flatMap(([name, property]) => {
      const value = outputs[name];
      const given = property.output !== true && !isEmpty(value) && value !== property.default;
      return given ? [[name, marked(property.kind, value!)]] : [];
    }),
  );
}

/** Objects of a state as inputs: without what is empty, and with the mark that nothing was defaulted. */
function marked(kind: Kind, value: Value): Value {
  if (Array.isArray(value)) {
    return value.map((item) => marked(kind, item));
  }
  const shape = objectShape(kind);
  if (shape === undefined || !isObject(value)) {
    return value;
  }
  const given = Object.entries(value).filter(([, inner]) => !isEmpty(inner));
  return {
    [defaultsKey]: [],
    ...Object.fromEntries(given.map(([name, inner]) => [name, marked(shape[name]?.kind ?? "any", inner)])),
  };
}

/** What the official plugin notes in state for itself: the version of the schema, and time limits where it has them. */
export function meta(schemaVersion: number | undefined, timeLimits: boolean): Values {
  const minutes20 = 20 * 60 * 1_000_000_000;
  const limits = { create: minutes20, delete: minutes20, update: minutes20 };
  return {
    __meta: JSON.stringify({
      ...(timeLimits ? { "e2bfb730-ecaa-11e6-8f88-34363bc7c4c0": limits } : {}),
      ...(schemaVersion === undefined ? {} : { schema_version: String(schemaVersion) }),
    }),
  };
}

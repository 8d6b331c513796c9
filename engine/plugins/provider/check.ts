import type { Kind, Property, Shape } from "./shape.ts";
import { defaultsKey, isEmpty, present } from "./shape.ts";
import { suggest } from "./suggest.ts";
import type { Value, Values } from "./values.ts";
import { isObject, unknown } from "./values.ts";

/** Why a property was refused. */
export interface Failure {
  /** Where it is, such as `ports[0].internal`; empty for the whole resource. */
  readonly property: string;
  /** A full sentence for the user. */
  readonly reason: string;
}

/** Inputs with their defaults, and what was wrong with them. */
export interface Checked {
  readonly inputs: Values;
  readonly failures: readonly Failure[];
}

/** How a resource's inputs are checked. */
export interface CheckOptions {
  /** What the sentences call the thing that is checked: its type token. */
  readonly subject: string;
  /**
   * Write the names of defaulted properties under `__defaults` in every object, and leave out defaults that are
   * empty, as bridged providers do.
   */
  readonly markDefaults?: boolean;
  /** Makes the value of an {@link Property.autonamed} property. */
  readonly autoname?: () => string | undefined;
}

/** Checks properties against a shape and fills in defaults. An unknown property is refused, never ignored. */
export function checkShape(shape: Shape, given: Values, options: CheckOptions): Checked {
  const failures: Failure[] = [];
  const inputs = checkObject(shape, given, "", { ...options, failures });
  return { inputs, failures };
}

interface Run extends CheckOptions {
  readonly failures: Failure[];
}

function checkObject(shape: Shape, given: Values, path: string, run: Run): Values {
  const inputs: Values = {};
  for (const [name, value] of Object.entries(present(given))) {
    if (name === defaultsKey) {
      continue;
    }
    const where = path === "" ? name : `${path}.${name}`;
    const property = shape[name];
    if (property === undefined || property.output === true) {
      fail(run, where, refusal(shape, name, property));
    } else {
      inputs[name] = checkValue(property.kind, value, where, run);
      validate(property, inputs[name], where, run);
    }
  }
  return withDefaults(shape, inputs, path, run);
}

function refusal(shape: Shape, name: string, property: Property | undefined): string {
  if (property !== undefined) {
    return `property '${name}' is an output and cannot be given`;
  }
  const inputs = Object.keys(shape).filter((candidate) => shape[candidate]!.output !== true);
  const meant = suggest(name, inputs);
  return `unknown property '${name}'${meant === undefined ? "" : `; did you mean '${meant}'?`}`;
}

function withDefaults(shape: Shape, inputs: Values, path: string, run: Run): Values {
  const defaulted: string[] = [];
  for (const [name, property] of Object.entries(shape)) {
    if (inputs[name] !== undefined) {
      continue;
    }
    const value = property.autonamed === true ? run.autoname?.() : property.default;
    if (value !== undefined && !(run.markDefaults === true && isEmpty(value))) {
      inputs[name] = value;
      defaulted.push(name);
    } else if (property.required === true) {
      const where = path === "" ? name : `${path}.${name}`;
      fail(run, where, `property '${where}' is required but was not given`);
    }
  }
  return run.markDefaults === true ? { [defaultsKey]: defaulted.sort(), ...inputs } : inputs;
}

function checkValue(kind: Kind, value: Value, path: string, run: Run): Value {
  if (value === unknown || kind === "any") {
    return value;
  }
  if (typeof kind === "string") {
    return isScalar(kind, value) ? value : mismatch(kind, value, path, run);
  }
  if ("list" in kind) {
    return Array.isArray(value)
      ? value.map((item, index) => checkValue(kind.list, item, `${path}[${index}]`, run))
      : mismatch("list", value, path, run);
  }
  if (!isObject(value)) {
    return mismatch("map" in kind ? "map" : "object", value, path, run);
  }
  if ("object" in kind) {
    return checkObject(kind.object, value, path, run);
  }
  const entries = Object.entries(present(value)).filter(([key]) => key !== defaultsKey);
  return Object.fromEntries(
    entries.map(([key, item]) => [key, checkValue(kind.map, item, `${path}[${JSON.stringify(key)}]`, run)]),
  );
}

function isScalar(kind: "string" | "boolean" | "integer" | "number", value: Value): boolean {
  return kind === "integer" ? Number.isInteger(value) : typeof value === kind;
}

function mismatch(expected: string, value: Value, path: string, run: Run): Value {
  const article = /^[aeiou]/.test(expected) ? "an" : "a";
  const found = Array.isArray(value) ? "a list" : isObject(value) ? "an object" : `a ${typeof value}`;
  fail(run, path, `property '${path}' must be ${article} ${expected}, but ${found} was given`);
  return value;
}

function validate(property: Property, value: Value | undefined, path: string, run: Run): void {
  if (property.validate === undefined || value === undefined || value === unknown) {
    return;
  }
  const reason = property.validate(value);
  if (reason !== undefined) {
    fail(run, path, `property '${path}' ${reason}`);
  }
}

function fail(run: Run, property: string, reason: string): void {
  run.failures.push({ property, reason: `${run.subject}: ${reason}` });
}

import type { Value, Values } from "./values.ts";
import { isObject } from "./values.ts";

/** What kind of value a property holds. `any` takes everything, such as an asset or an archive. */
export type Kind =
  "string" | "boolean" | "integer" | "number" | "any" | { list: Kind } | { map: Kind } | { object: Shape };

/** One property of a resource, a function, a provider or of an object inside one. */
export interface Property {
  readonly kind: Kind;
  /** Must be given. */
  readonly required?: boolean;
  /** The value written into the inputs when none is given. */
  readonly default?: Value;
  /** A name is made when none is given: the resource's name, "-" and seven hexadecimal digits. */
  readonly autonamed?: boolean;
  /** A change of it replaces the resource. Inside an object it says so for that part alone. */
  readonly replaces?: boolean;
  /** Made secret in the inputs and the outputs whatever was given. */
  readonly secret?: boolean;
  /** Only ever an output: giving it is an error. */
  readonly output?: boolean;
  /** The provider chooses a value when none is given, so its absence is no change. */
  readonly computed?: boolean;
  /** The order of the list has no meaning. */
  readonly unordered?: boolean;
  /** Says that two values which are written differently mean the same. Both are known. */
  readonly same?: (old: Value, now: Value) => boolean;
  /** Refuses a value with a sentence that says what is allowed. The value is known and of the right kind. */
  readonly validate?: (value: Value) => string | undefined;
  /** One line for the generated schema. */
  readonly description?: string;
}

/** The properties of a resource, a function, a provider or an object, by name. */
export type Shape = Readonly<Record<string, Property>>;

/** The shape of a property's objects, whether it holds one or a list of them. */
export function shapeOf(kind: Kind): Shape | undefined {
  if (typeof kind === "string" || "map" in kind) {
    return undefined;
  }
  return "object" in kind ? kind.object : shapeOf(kind.list);
}

/** Whether a value is what an absent one means: null, false, 0, "", or a list or object of nothing else. */
export function isEmpty(value: Value | undefined): boolean {
  if (Array.isArray(value)) {
    return value.length === 0;
  }
  if (isObject(value)) {
    return Object.entries(value).every(([key, inner]) => key === defaultsKey || isEmpty(inner));
  }
  return value === undefined || value === null || value === false || value === 0 || value === "";
}

/**
 * Names, inside each object of the inputs, the properties that were filled with a default: bridged Terraform
 * providers keep that list in state.
 */
export const defaultsKey = "__defaults";

/** Properties without null and undefined ones: an absent value is written in one way only. */
export function present(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => (value as Value | undefined) != null),
  );
}

/** A value without the lists of defaults in it, as it is in outputs. */
export function withoutMarks(value: Value): Value {
  if (Array.isArray(value)) {
    return value.map(withoutMarks);
  }
  if (!isObject(value)) {
    return value;
  }
  const entries = Object.entries(value).filter(([key]) => key !== defaultsKey);
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutMarks(inner)]));
}

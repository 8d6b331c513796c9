import type { Kind, Property, Shape } from "../provider/shape.ts";

/** Text. */
export const text: Property = { kind: "string" };
/** A yes or no. */
export const flag: Property = { kind: "boolean" };
/** A whole number. */
export const count: Property = { kind: "integer" };
/** A list of texts whose order matters. */
export const texts: Property = { kind: { list: "string" } };
/** Texts whose order has no meaning. */
export const textSet: Property = { kind: { list: "string" }, unordered: true };
/** Texts by name. */
export const textMap: Property = { kind: { map: "string" } };

/** Text that is one of those given. */
export function oneOf(...allowed: string[]): Property {
  return {
    kind: "string",
    validate: (value) =>
      allowed.includes(value as string) ? undefined : `must be one of ${allowed.join(", ")}`,
  };
}

/** A whole number that is at least `least`. */
export function atLeast(least: number): Property {
  return {
    kind: "integer",
    validate: (value) => ((value as number) >= least ? undefined : `must be at least ${least}`),
  };
}

/** One object. */
export function object(shape: Shape): Property {
  return { kind: { object: shape } };
}

/** A list of objects whose order matters. */
export function objects(shape: Shape): Property {
  return { kind: { list: { object: shape } } };
}

/** Objects whose order has no meaning. */
export function objectSet(shape: Shape): Property {
  return { kind: { list: { object: shape } }, unordered: true };
}

/** The same property, where a change makes a new resource. */
export function fixed(property: Property): Property {
  return { ...property, replaces: true };
}

/** The same property, which must be given. */
export function required(property: Property): Property {
  return { ...property, required: true };
}

/** The same property, for which Docker chooses a value when none is given. */
export function chosen(property: Property): Property {
  return { ...property, computed: true };
}

/** A property that is only ever an output. */
export function output(kind: Kind): Property {
  return { kind, output: true };
}

/** A name that is made from the resource's when none is given. */
export const autonamed: Property = { kind: "string", autonamed: true, replaces: true };

/** Labels, as the official plugin takes them: a set of pairs. */
export const labels: Property = objectSet({ label: required(text), value: required(text) });

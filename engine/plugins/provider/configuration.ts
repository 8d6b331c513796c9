import type { Shape } from "./shape.ts";
import type { Value, Values } from "./values.ts";
import { unknown } from "./values.ts";

/** Opens provider arguments that are not strings: they travel as JSON text. */
export function parseNested(shape: Shape, args: Values): Values {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => {
      const nested = shape[name] !== undefined && shape[name].kind !== "string";
      return [name, nested && typeof value === "string" && value !== unknown ? parse(name, value) : value];
    }),
  );
}

function parse(name: string, text: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch (error) {
    throw new Error(`The provider's argument ${name} is not JSON.`, { cause: error });
  }
}

/** Writes provider arguments as they travel. */
export function formatNested(shape: Shape, args: Values): Values {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => {
      const nested = shape[name] !== undefined && shape[name].kind !== "string";
      return [name, nested && value !== unknown ? JSON.stringify(value) : value];
    }),
  );
}

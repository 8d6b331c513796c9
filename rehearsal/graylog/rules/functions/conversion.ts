import type { Value } from "../../messages/value.ts";
import { isMap, JsonTree, RegexResult, textOf } from "../../messages/value.ts";
import type { Arguments, Parameter, RuleFunction } from "../function.ts";
import type { TypeName } from "../types.ts";

const value: Parameter = { name: "value", type: "Object" };
const orNull: Parameter = { name: "default_to_null", type: "Boolean", optional: true };

/** Functions that turn a value into one of another type, or ask for its type. */
export const conversionFunctions: readonly RuleFunction[] = [
  conversion("to_string", "String", "", (given) => textOf(given)),
  conversion("to_long", "Long", 0n, (given, otherwise) => {
    if (typeof given === "number" || typeof given === "bigint") {
      return BigInt(Math.trunc(Number(given)));
    }
    const text = textOf(given);
    return /^[+-]?\d+$/.test(text) ? BigInt(text) : otherwise;
  }),
  conversion("to_double", "Double", 0, (given, otherwise) => {
    const number = Number(typeof given === "bigint" ? given : textOf(given));
    return Number.isNaN(number) || given === "" ? otherwise : number;
  }),
  conversion("to_bool", "Boolean", false, (given) => textOf(given).toLowerCase() === "true"),
  {
    name: "to_map",
    returns: "Map",
    parameters: [value, orNull],
    evaluate: (args) => {
      const given = args.get("value");
      const map =
        given instanceof JsonTree ? given.value : given instanceof RegexResult ? given.groups : given;
      return map === null && args.flag("default_to_null") ? null : isMap(map) ? map : {};
    },
  },
  {
    name: "to_list",
    returns: "List",
    parameters: [value, orNull],
    evaluate: (args) => {
      const given = args.get("value");
      const list = given instanceof JsonTree ? (given.value ?? null) : given;
      return Array.isArray(list) ? list : list === null ? (args.flag("default_to_null") ? null : []) : [list];
    },
  },
  question("is_null", (given) => given === null),
  question("is_not_null", (given) => given !== null),
  question("is_string", (given) => typeof given === "string"),
  question("is_number", (given) => typeof given === "number" || typeof given === "bigint"),
  question("is_long", (given) => typeof given === "bigint"),
  question("is_double", (given) => typeof given === "number" && !Number.isInteger(given)),
  question("is_bool", (given) => typeof given === "boolean"),
  question("is_list", Array.isArray),
  question("is_collection", (given) => Array.isArray(given) || isMap(given)),
  question("is_map", isMap),
  question("is_date", (given) => given instanceof Date),
  question("is_json", (given) => given instanceof JsonTree),
];

/** A conversion with a `default` for what is null or cannot be converted. */
function conversion(
  name: string,
  type: TypeName,
  nothing: Value,
  convert: (given: NonNullable<Value>, otherwise: Value) => Value,
): RuleFunction {
  return {
    name,
    returns: type,
    parameters: [value, { name: "default", type, optional: true }, orNull],
    evaluate: (args: Arguments) => {
      const given = args.get("value");
      const otherwise = args.has("default") ? args.get("default") : nothing;
      if (given === null) {
        return args.flag("default_to_null") ? null : otherwise;
      }
      return convert(given, otherwise);
    },
  };
}

function question(name: string, ask: (given: Value) => boolean): RuleFunction {
  return { name, returns: "Boolean", parameters: [value], evaluate: (args) => ask(args.get("value")) };
}

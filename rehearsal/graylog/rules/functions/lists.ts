import type { Value } from "../../messages/value.ts";
import { isMap, textOf } from "../../messages/value.ts";
import type { Parameter, RuleFunction } from "../function.ts";

const table: Parameter = { name: "lookup_table", type: "String" };

/** Functions on lists, maps and lookup tables. */
export const listFunctions: readonly RuleFunction[] = [
  {
    name: "array_contains",
    returns: "Boolean",
    parameters: [
      { name: "elements", type: "Object" },
      { name: "value", type: "Object" },
      { name: "case_sensitive", type: "Boolean", optional: true },
    ],
    evaluate: (args) => {
      const elements = args.get("elements");
      const value = args.get("value");
      return Array.isArray(elements) && elements.some((one) => same(one, value, args.flag("case_sensitive")));
    },
  },
  {
    name: "list_get",
    returns: "Object",
    parameters: [
      { name: "list", type: "List" },
      { name: "index", type: "Long" },
    ],
    evaluate: (args) => {
      const list = args.get("list");
      return Array.isArray(list) ? list[args.number("index") ?? 0] : null;
    },
  },
  {
    name: "list_count",
    returns: "Long",
    parameters: [{ name: "list", type: "List" }],
    evaluate: (args) => {
      const list = args.get("list");
      return BigInt(Array.isArray(list) ? list.length : 0);
    },
  },
  {
    name: "map_get",
    returns: "Object",
    parameters: [
      { name: "map", type: "Map" },
      { name: "key", type: "String" },
    ],
    evaluate: (args) => {
      const map = args.get("map");
      return isMap(map) ? map[args.text("key") ?? ""] : null;
    },
  },
  {
    name: "first_non_null",
    returns: "Object",
    parameters: [{ name: "value", type: "List" }],
    evaluate: (args) => {
      const list = args.get("value");
      return Array.isArray(list) ? list.find((one) => one !== null) : null;
    },
  },
  {
    name: "lookup_value",
    returns: "Object",
    parameters: [table, { name: "key", type: "Object" }, { name: "default", type: "Object", optional: true }],
    evaluate: (args, context) => {
      const key = args.text("key");
      const found = key === null ? undefined : context.world.lookUp(args.text("lookup_table") ?? "", key);
      return found ?? args.get("default");
    },
  },
  {
    name: "lookup_has_value",
    returns: "Boolean",
    parameters: [table, { name: "key", type: "Object" }],
    evaluate: (args, context) =>
      context.world.lookUp(args.text("lookup_table") ?? "", args.text("key") ?? "") !== undefined,
  },
];

function same(one: Value, value: Value, caseSensitive: boolean): boolean {
  if (typeof one === "string" && !caseSensitive) {
    return value !== null && one.toLowerCase() === textOf(value).toLowerCase();
  }
  if (typeof one === "number" && typeof value === "bigint") {
    return BigInt(Math.trunc(one)) === value;
  }
  return one === value;
}

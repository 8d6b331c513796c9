import type { Value, ValueMap } from "../../messages/value.ts";
import { isMap, JsonTree, plain, textOf } from "../../messages/value.ts";
import type { RuleContext, RuleFunction } from "../function.ts";
import { compileJsonPath } from "./json-path.ts";

/** Functions that read JSON. */
export const jsonFunctions: readonly RuleFunction[] = [
  {
    name: "parse_json",
    returns: "JsonNode",
    parameters: [
      { name: "value", type: "String" },
      { name: "depth", type: "Long", optional: true },
    ],
    evaluate: (args, context) => {
      const value = parsed(args.text("value"), context);
      const depth = args.number("depth") ?? 0;
      return new JsonTree(value !== undefined && depth > 0 ? cutBelow(value, depth) : value);
    },
  },
  {
    name: "flatten_json",
    returns: "JsonNode",
    parameters: [
      { name: "value", type: "String" },
      { name: "array_handler", type: "String" },
      { name: "stringify", type: "Boolean", optional: true },
    ],
    evaluate: (args, context) => {
      const handler = args.text("array_handler") ?? "";
      if (!["ignore", "json", "flatten"].includes(handler)) {
        context.world.warn(`Unknown parameter array_handler: ${handler}`);
        return null;
      }
      const value = parsed(args.text("value"), context);
      if (!isMap(value)) {
        return null;
      }
      const flat: ValueMap = {};
      Object.entries(value).forEach(([key, one]) => flatten(key, one, handler, flat));
      return new JsonTree(
        args.flag("stringify")
          ? Object.fromEntries(Object.entries(flat).map(([key, one]) => [key, textOf(one)]))
          : flat,
      );
    },
  },
  {
    name: "select_jsonpath",
    returns: "Map",
    parameters: [
      { name: "json", type: "Object" },
      { name: "paths", type: "Map" },
      { name: "exclude_empty_arrays", type: "Boolean", optional: true },
    ],
    evaluate: (args, context) => {
      const json = args.get("json");
      const tree =
        typeof json === "string" ? parsed(json, context) : json instanceof JsonTree ? json.value : null;
      if (tree === null) {
        throw new Error(
          "`json` parameter must be a parsed JSON tree or String representation of a JSON tree",
        );
      }
      const paths = args.get("paths");
      const selected: ValueMap = {};
      for (const [name, path] of Object.entries(isMap(paths) && tree !== undefined ? paths : {})) {
        const found = compileJsonPath(textOf(path))(tree ?? null);
        const empty = Array.isArray(found) && found.length === 0;
        if (!(empty && args.flag("exclude_empty_arrays"))) {
          selected[name] = asNode(found);
        }
      }
      return selected;
    },
    check: (parameter, constant) => {
      if (parameter === "paths" && isMap(constant)) {
        Object.values(constant).forEach((path) => compileJsonPath(textOf(path)));
      }
    },
  },
];

/** An object is a node and no map, and so is each element of a list, also where it is a text. */
function asNode(found: Value): Value {
  if (Array.isArray(found)) {
    return found.map((one) => new JsonTree(one));
  }
  return isMap(found) ? new JsonTree(found) : found;
}

function parsed(text: string | null, context: RuleContext): Value | undefined {
  try {
    return JSON.parse(text ?? "") as Value;
  } catch {
    context.world.warn("Unable to parse JSON");
    return undefined;
  }
}

function flatten(key: string, value: Value, handler: string, into: ValueMap): void {
  if (Array.isArray(value)) {
    if (handler === "json") {
      into[key] = JSON.stringify(plain(value));
    } else if (handler === "flatten") {
      value.forEach((one, index) => flatten(`${key}_${index}`, one, handler, into));
    }
  } else if (isMap(value)) {
    Object.entries(value).forEach(([name, one]) => flatten(`${key}_${name}`, one, handler, into));
  } else if (value !== null) {
    into[key] = value;
  }
}

function cutBelow(value: Value, depth: number): Value {
  if (Array.isArray(value)) {
    return value.filter((one) => depth > 1 || !isContainer(one)).map((one) => cutBelow(one, depth - 1));
  }
  if (!isMap(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => depth > 1 || !isContainer(one))
      .map(([key, one]) => [key, cutBelow(one, depth - 1)]),
  );
}

function isContainer(value: Value): boolean {
  return Array.isArray(value) || isMap(value);
}

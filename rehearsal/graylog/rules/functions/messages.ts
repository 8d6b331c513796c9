import type { Value } from "../../messages/value.ts";
import { isMap, RegexResult, textOf } from "../../messages/value.ts";
import type { Arguments, Parameter, RuleContext, RuleFunction } from "../function.ts";
import { patternOf } from "./patterns.ts";

const message: Parameter = { name: "message", type: "Message", optional: true };
const prefixes: readonly Parameter[] = [
  { name: "prefix", type: "String", optional: true },
  { name: "suffix", type: "String", optional: true },
  message,
];

/** Functions that read and change the message. */
export const messageFunctions: readonly RuleFunction[] = [
  {
    name: "has_field",
    returns: "Boolean",
    parameters: [{ name: "field", type: "String" }, message],
    evaluate: (args, context) => context.message.fields.has(args.text("field") ?? ""),
  },
  {
    name: "get_field",
    returns: "Object",
    parameters: [{ name: "field", type: "String" }, message],
    evaluate: (args, context) => context.message.fields.get(args.text("field") ?? ""),
  },
  {
    name: "set_field",
    returns: "Void",
    parameters: [
      { name: "field", type: "String" },
      { name: "value", type: "Object" },
      ...prefixes,
      { name: "default", type: "Object", optional: true },
      { name: "clean_field", type: "Boolean", optional: true },
    ],
    evaluate: setField,
  },
  {
    name: "set_fields",
    returns: "Void",
    parameters: [
      { name: "fields", type: "Map" },
      ...prefixes,
      { name: "clean_fields", type: "Boolean", optional: true },
    ],
    evaluate: (args, context) => {
      const fields = args.get("fields");
      const map = fields instanceof RegexResult ? fields.groups : fields;
      for (const [field, value] of Object.entries(isMap(map) ? map : {})) {
        add(args, context, field, value, args.flag("clean_fields"));
      }
      return undefined;
    },
  },
  {
    name: "remove_field",
    returns: "Void",
    parameters: [
      { name: "field", type: "String" },
      message,
      { name: "invert", type: "Boolean", optional: true },
    ],
    evaluate: (args, context) => {
      const pattern = patternOf(`^(?:${args.text("field") ?? ""})$`);
      const invert = args.flag("invert");
      const names = [...context.message.fields.keys()].filter((name) => pattern.test(name) !== invert);
      names.forEach((name) => context.message.remove(name));
      return undefined;
    },
    check: (parameter, constant) => {
      if (parameter === "field") {
        patternOf(textOf(constant));
      }
    },
  },
  {
    name: "remove_single_field",
    returns: "Void",
    parameters: [{ name: "field", type: "String" }, message],
    evaluate: (args, context) => {
      context.message.remove(args.text("field") ?? "");
      return undefined;
    },
  },
  {
    name: "remove_multiple_fields",
    returns: "Void",
    parameters: [
      { name: "pattern", type: "String", optional: true },
      { name: "names", type: "List", optional: true },
      message,
    ],
    evaluate: (args, context) => {
      const named = args.get("names");
      const pattern = args.text("pattern");
      const compiled = pattern === null ? undefined : patternOf(`^(?:${pattern})$`);
      const names = Array.isArray(named) ? named.map(String) : [];
      [...context.message.fields.keys()]
        .filter((name) => names.includes(name) || compiled?.test(name) === true)
        .forEach((name) => context.message.remove(name));
      return undefined;
    },
  },
  {
    name: "rename_field",
    returns: "Void",
    parameters: [{ name: "old_field", type: "String" }, { name: "new_field", type: "String" }, message],
    evaluate: (args, context) => {
      const from = args.text("old_field") ?? "";
      const to = args.text("new_field") ?? "";
      if (from !== to && context.message.fields.has(from)) {
        context.message.add(to, context.message.fields.get(from));
        context.message.remove(from);
      }
      return undefined;
    },
  },
  {
    name: "drop_message",
    returns: "Void",
    parameters: [message],
    evaluate: (_args, context) => {
      context.message.dropped = true;
      return undefined;
    },
  },
  {
    name: "route_to_stream",
    returns: "Void",
    parameters: [
      { name: "name", type: "String", optional: true },
      { name: "id", type: "String", optional: true },
      message,
      { name: "remove_from_default", type: "Boolean", optional: true },
    ],
    evaluate: (args, context) => {
      const named = streamsNamed(args, context);
      named.forEach((id) => context.message.streams.add(id));
      if (named.length > 0 && args.flag("remove_from_default")) {
        context.message.streams.delete(defaultStream);
      }
      return undefined;
    },
  },
  {
    name: "remove_from_stream",
    returns: "Void",
    parameters: [
      { name: "name", type: "String", optional: true },
      { name: "id", type: "String", optional: true },
      message,
    ],
    evaluate: (args, context) => {
      streamsNamed(args, context).forEach((id) => context.message.streams.delete(id));
      if (context.message.streams.size === 0) {
        context.message.streams.add(defaultStream);
      }
      return undefined;
    },
  },
  {
    name: "from_input",
    returns: "Boolean",
    parameters: [
      { name: "id", type: "String", optional: true },
      { name: "name", type: "String", optional: true },
    ],
    evaluate: (args, context) => context.message.fields.get("gl2_source_input") === args.text("id"),
  },
];

/** The id of the stream that takes what no other does. */
export const defaultStream = "000000000000000000000001";

function setField(args: Arguments, context: RuleContext): undefined {
  let value: Value = null;
  try {
    value = args.get("value");
  } catch (error) {
    if (!args.has("default")) {
      throw error;
    }
  }
  add(args, context, args.text("field") ?? "", value ?? args.get("default"), args.flag("clean_field"));
  return undefined;
}

function add(args: Arguments, context: RuleContext, field: string, value: Value, clean: boolean): void {
  const name = `${args.text("prefix") ?? ""}${field}${args.text("suffix") ?? ""}`;
  context.message.add(clean ? name.replaceAll(/[^\w.\-@]/g, "_") : name, value);
}

function streamsNamed(args: Arguments, context: RuleContext): readonly string[] {
  const id = args.text("id") ?? "";
  const name = args.text("name") ?? "";
  if (id === "" && name === "") {
    return [];
  }
  const found = context.world.streams(id === "" ? { name } : { id });
  if (found.length === 0) {
    const by = id === "" ? `name [${name}]` : `id [${id}]`;
    context.world.warn(`Couldn't find a stream in cache with ${by} to route the message to.`);
  }
  return found;
}

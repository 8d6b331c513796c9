import type { Parameter, RuleFunction } from "../function.ts";
import { formatDate, parseDate } from "./date-pattern.ts";

const timezone: Parameter = { name: "timezone", type: "String", optional: true };

/** Functions on times. Only UTC is known as a time zone by name. */
export const dateFunctions: readonly RuleFunction[] = [
  {
    name: "now",
    returns: "DateTime",
    parameters: [timezone],
    evaluate: (_args, context) => new Date(context.world.now()),
  },
  {
    name: "parse_date",
    returns: "DateTime",
    parameters: [
      { name: "value", type: "String" },
      { name: "pattern", type: "String" },
      { name: "locale", type: "String", optional: true },
      timezone,
    ],
    evaluate: (args) => {
      const value = args.text("value");
      const pattern = args.text("pattern");
      return value === null || pattern === null ? null : parseDate(value, pattern);
    },
  },
  {
    name: "flex_parse_date",
    returns: "DateTime",
    parameters: [
      { name: "value", type: "String" },
      { name: "default", type: "DateTime", optional: true },
      timezone,
    ],
    evaluate: (args) => {
      const time = new Date(args.text("value") ?? "");
      return Number.isNaN(time.getTime()) ? args.get("default") : time;
    },
  },
  {
    name: "parse_unix_milliseconds",
    returns: "DateTime",
    parameters: [{ name: "value", type: "Long" }, timezone],
    evaluate: (args) => new Date(args.number("value") ?? 0),
  },
  {
    name: "to_date",
    returns: "DateTime",
    parameters: [{ name: "value", type: "Object" }, timezone],
    evaluate: (args) => {
      const value = args.get("value");
      return value instanceof Date ? value : null;
    },
  },
  {
    name: "format_date",
    returns: "String",
    parameters: [{ name: "value", type: "DateTime" }, { name: "format", type: "String" }, timezone],
    evaluate: (args) => {
      const value = args.get("value");
      return value instanceof Date ? formatDate(value, args.text("format") ?? "") : null;
    },
  },
];

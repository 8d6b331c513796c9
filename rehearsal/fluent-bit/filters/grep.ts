import type { Properties } from "../configuration/properties.ts";
import { Refusal } from "../configuration/refusal.ts";
import { regexOf } from "../pipeline/matching.ts";
import { accessorOf } from "../records/accessor.ts";
import type { LogRecord } from "../records/record.ts";
import { textOf } from "../records/record.ts";
import type { FilterPlugin } from "./filter.ts";

/**
 * The filter `grep`. Only text is ever matched: a number or an object never is. Without `Logical_Op` the first
 * rule alone decides. https://docs.fluentbit.io/manual/data-pipeline/filters/grep
 */
export function grepFilter(properties: Properties, name: string): FilterPlugin {
  const refused = (message: string): Refusal =>
    new Refusal(255, `[filter:grep:${name}] ${message}`, `Failed initialize filter ${name}`);
  const keep = properties.texts("regex").map((text) => ruleOf(text, refused));
  const exclude = properties.texts("exclude").map((text) => ruleOf(text, refused));
  const operator = (properties.text("logical_op") ?? "legacy").toUpperCase();
  if (operator !== "LEGACY" && keep.length > 0 && exclude.length > 0) {
    throw refused("Both 'regex' and 'exclude' are set.");
  }
  const together = (rules: readonly Rule[], record: LogRecord): boolean =>
    operator === "AND" ? rules.every((rule) => rule(record)) : rules.some((rule) => rule(record));
  return (record) => {
    const [firstKeep] = operator === "LEGACY" ? keep : [];
    if (firstKeep !== undefined) {
      return firstKeep(record) ? record : undefined;
    }
    if (keep.length > 0) {
      return together(keep, record) ? record : undefined;
    }
    return exclude.length > 0 && together(exclude, record) ? undefined : record;
  };
}

type Rule = (record: LogRecord) => boolean;

function ruleOf(text: string, refused: (message: string) => Refusal): Rule {
  const match = /^(\S+)\s+(.+)$/s.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) {
    throw refused("invalid regex, expected field and regular expression");
  }
  const find = accessorOf(match[1]);
  const pattern = compiled(match[2], refused);
  return (record) => {
    const value = textOf(find(record));
    return value !== undefined && pattern.test(value);
  };
}

function compiled(pattern: string, refused: (message: string) => Refusal): RegExp {
  try {
    return regexOf(pattern);
  } catch (error) {
    throw refused((error as Error).message);
  }
}

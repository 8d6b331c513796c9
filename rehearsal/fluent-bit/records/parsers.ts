import type { Section } from "../configuration/classic-format.ts";
import { notRehearsed, Refusal } from "../configuration/refusal.ts";
import { booleanOf } from "../configuration/values.ts";
import { parseJsonObject } from "./json.ts";
import type { LogRecord, Value } from "./record.ts";
import { textOf } from "./record.ts";
import { parseTime } from "./time-format.ts";

/** Turns a line into a record; undefined when the line is not of its kind. */
export type Parser = (line: string, now: number) => LogRecord | undefined;

/** A `[PARSER]` of a parsers file. https://docs.fluentbit.io/manual/data-pipeline/parsers/configuring-parser */
export function parserOf(
  section: Section,
  warn: (message: string) => void,
): { name: string; parser: Parser } {
  const text = (key: string): string | undefined =>
    section.entries.find((entry) => entry.key.toLowerCase() === key)?.value;
  const unsupported = section.entries.find((entry) => !known.has(entry.key.toLowerCase()));
  if (unsupported !== undefined) {
    throw notRehearsed(`the property "${unsupported.key}" of a parser`);
  }
  const name = text("name") ?? "";
  const fields = fieldsBy(name, text("format") ?? "", text("regex"));
  const timeKey = text("time_key") ?? "time";
  const format = text("time_format");
  const keep = booleanOf(text("time_keep") ?? "off") ?? false;
  return {
    name,
    parser: (line, now) => {
      const found = fields(line);
      if (found === undefined || format === undefined) {
        return found === undefined ? undefined : { time: now, fields: found };
      }
      const stamp = textOf(found[timeKey]);
      const time = stamp === undefined ? undefined : parseTime(stamp, format);
      if (stamp !== undefined && time === undefined) {
        warn(`[parser:${name}] invalid time format ${format} for '${stamp}'`);
      }
      if (time !== undefined && !keep) {
        // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the record is this parser's own
        delete found[timeKey];
      }
      return { time: time ?? now, fields: found };
    },
  };
}

const known = new Set(["name", "format", "regex", "time_key", "time_format", "time_keep", "time_strict"]);

function fieldsBy(
  name: string,
  format: string,
  regex: string | undefined,
): (line: string) => Record<string, Value> | undefined {
  switch (format.toLowerCase()) {
    case "json":
      return parseJsonObject;
    case "regex": {
      const pattern = compiled(name, regex);
      return (line) => {
        const groups: Record<string, string | undefined> | undefined = pattern.exec(line)?.groups;
        return groups === undefined
          ? undefined
          : Object.fromEntries(Object.entries(groups).map(([key, value]) => [key, value ?? ""]));
      };
    }
    case "ltsv":
    case "logfmt":
      throw notRehearsed(`the parser format "${format}"`);
    default:
      throw new Refusal(1, `[parser:${name}] Invalid format ${format}`);
  }
}

function compiled(name: string, regex: string | undefined): RegExp {
  try {
    return new RegExp(regex ?? "", "u");
  } catch {
    throw new Refusal(1, `[parser:${name}] Invalid regex pattern ${regex ?? ""}`);
  }
}

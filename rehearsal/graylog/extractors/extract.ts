import type { Message } from "../messages/message.ts";
import type { Value } from "../messages/value.ts";
import { isMap, textOf } from "../messages/value.ts";
import type { Document } from "../store/database.ts";

/** How the JSON extractor writes what it finds. */
interface JsonStyle {
  readonly flatten: boolean;
  readonly prefix: string;
  readonly listSeparator: string;
  readonly keySeparator: string;
  readonly kvSeparator: string;
  readonly blanks: string | undefined;
}

/**
 * Runs a JSON extractor: https://go2docs.graylog.org/current/making_sense_of_your_log_data/extractors.html
 * Lists become one text; with `flatten` objects do, too.
 */
export function extract(extractor: Document, message: Message): void {
  const source = message.fields.get(String(extractor["source_field"]));
  if (typeof source !== "string" || !applies(extractor, source)) {
    return;
  }
  let parsed: Value;
  try {
    parsed = JSON.parse(source) as Value;
  } catch (error) {
    message.errors.push(
      `Could not apply extractor <${String(extractor["title"])}> - ${(error as Error).message}`,
    );
    return;
  }
  const style = styleOf(extractor["extractor_config"] as Record<string, unknown>);
  for (const [key, value] of Object.entries(isMap(parsed) ? parsed : {})) {
    for (const [name, one] of entries(key, value, style)) {
      message.add(style.prefix + name, one);
    }
  }
  if (extractor["cursor_strategy"] === "cut" && extractor["source_field"] !== "message") {
    message.remove(String(extractor["source_field"]));
  }
}

function applies(extractor: Document, text: string): boolean {
  const value = typeof extractor["condition_value"] === "string" ? extractor["condition_value"] : "";
  switch (extractor["condition_type"]) {
    case "string":
      return text.includes(value);
    case "regex":
      return new RegExp(value).test(text);
    default:
      return true;
  }
}

function styleOf(config: Record<string, unknown>): JsonStyle {
  const text = (name: string, otherwise: string): string =>
    typeof config[name] === "string" ? config[name] : otherwise;
  return {
    flatten: config["flatten"] === true,
    prefix: text("key_prefix", ""),
    listSeparator: text("list_separator", ", "),
    keySeparator: text("key_separator", "_"),
    kvSeparator: text("kv_separator", "="),
    blanks: config["replace_key_whitespace"] === true ? text("key_whitespace_replacement", "_") : undefined,
  };
}

function entries(key: string, value: Value, style: JsonStyle): [string, Value][] {
  const name = style.blanks === undefined ? key : key.replaceAll(/\s/g, style.blanks);
  if (Array.isArray(value)) {
    return [
      [
        name,
        value
          .filter((one) => one !== null)
          .map(textOf)
          .join(style.listSeparator),
      ],
    ];
  }
  if (!isMap(value)) {
    return [[name, value]];
  }
  if (style.flatten) {
    const members = Object.entries(value).filter(([, one]) => one !== null);
    return [
      [
        name,
        members
          .map(([member, one]) => `${member}${style.kvSeparator}${textOf(one)}`)
          .join(style.listSeparator),
      ],
    ];
  }
  return Object.entries(value).flatMap(([member, one]) =>
    entries(`${name}${style.keySeparator}${member}`, one, style),
  );
}

import { readFileSync } from "node:fs";
import type { State } from "../store/state.ts";
import type { Value } from "./value.ts";

/**
 * The single value of a lookup table for a key. Tables over CSV files are rehearsed:
 * https://go2docs.graylog.org/current/making_sense_of_your_log_data/lookup_tables.html
 */
export function lookUp(state: State, tableName: string, key: string): Value | undefined {
  const table = state.lookupTables.all().find((one) => one["name"] === tableName);
  const adapter = state.lookupAdapters.find(String(table?.["data_adapter_id"]));
  if (adapter === undefined) {
    return undefined;
  }
  const config = adapter["config"] as Record<string, unknown>;
  return csvRows(config).get(config["case_insensitive_lookup"] === true ? key.toLowerCase() : key);
}

function csvRows(config: Record<string, unknown>): ReadonlyMap<string, string> {
  const text = (name: string, otherwise: string): string =>
    typeof config[name] === "string" ? config[name] : otherwise;
  const [header = [], ...rows] = parseCsv(
    readFileSync(text("path", ""), "utf8"),
    text("separator", ","),
    text("quotechar", '"'),
  );
  const keyAt = header.indexOf(text("key_column", "key"));
  const valueAt = header.indexOf(text("value_column", "value"));
  const fold = (key: string): string =>
    config["case_insensitive_lookup"] === true ? key.toLowerCase() : key;
  return new Map(rows.map((row) => [fold(row[keyAt] ?? ""), row[valueAt] ?? ""]));
}

function parseCsv(text: string, separator: string, quote: string): string[][] {
  const rows: string[][] = [[]];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (character === quote) {
      if (quoted && text[at + 1] === quote) {
        cell += quote;
        at += 1;
      } else {
        quoted = !quoted;
      }
    } else if (!quoted && (character === separator || character === "\n")) {
      rows.at(-1)?.push(cell);
      cell = "";
      if (character === "\n") {
        rows.push([]);
      }
    } else if (quoted || character !== "\r") {
      cell += character;
    }
  }
  rows.at(-1)?.push(cell);
  return rows.filter((row) => row.length > 1 || row[0] !== "");
}

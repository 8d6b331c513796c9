import type { Event, StaticField } from "../event.ts";
import { isInt, JsonObject, type JsonValue } from "../json.ts";
import { printJsonFormatted } from "../json-printer.ts";
import { parseJson } from "../json-reader.ts";
import type { DecoderInfo } from "./decoder.ts";

/** Keys at the top that become fields with a name of their own. */
const staticKeys: ReadonlyMap<string, StaticField> = new Map([
  ...(["srcip", "dstip", "srcport", "dstport", "protocol", "action", "srcuser", "dstuser"] as const).map(
    (key) => [key, key] as const,
  ),
  ...(["id", "status", "url", "data", "extra_data"] as const).map((key) => [key, key] as const),
  ["systemname", "system_name"] as const,
]);

/** Reads the JSON that a text begins with into the event's fields; what is not JSON gives none, and no word about it. */
export function decodeJson(event: Event, text: string, decoder: DecoderInfo): void {
  const value = parseJson(text);
  if (value instanceof JsonObject) {
    readObject(event, value, "", decoder);
  }
}

function readObject(event: Event, object: JsonObject, prefix: string, decoder: DecoderInfo): void {
  for (const [key, value] of object.entries) {
    const name = prefix + key;
    if (value instanceof JsonObject) {
      readObject(event, value, `${name}.`, decoder);
      continue;
    }
    const text = fieldText(value, decoder);
    if (text !== undefined) {
      fill(event, name, text);
    }
  }
}

function fieldText(value: Exclude<JsonValue, JsonObject>, decoder: DecoderInfo): string | undefined {
  if (Array.isArray(value)) {
    return (decoder.jsonArray === "csv" ? commaSeparated(value) : printJsonFormatted(value)) || undefined;
  }
  if (value === null) {
    return decoder.jsonNull === "string" ? "null" : undefined;
  }
  return scalarText(value);
}

const scalarText = (value: string | number | boolean | null): string =>
  typeof value === "number" ? numberText(value) : String(value);

const commaSeparated = (items: readonly JsonValue[]): string =>
  items
    .filter((item) => item === null || typeof item !== "object")
    .map(scalarText)
    .join(",");

/** A number as Wazuh prints it: whole ones of 32 bits as they are, all others with six decimals, as C's `%f` does. */
export function numberText(value: number): string {
  if (isInt(value)) {
    return String(value + 0);
  }
  if (Math.abs(value) >= 1e21) {
    return `${BigInt(value)}.000000`;
  }
  // Where the value lies just between two texts, C takes the even one and JavaScript the greater.
  const [, even] = /^(-?\d+\.\d{5}[02468])50*$/.exec(value.toFixed(40)) ?? [];
  return even ?? value.toFixed(6);
}

function fill(event: Event, name: string, value: string): void {
  const key = staticKeys.get(name);
  if (key) {
    event.static[key] = value;
  } else if (name === "user" && !event.static.dstuser) {
    event.static.dstuser = value;
  } else {
    event.addField(name, value);
  }
}

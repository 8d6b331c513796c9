import { isInt, JsonObject, type JsonValue } from "./json.ts";

/** JSON in one line, as cJSON_PrintUnformatted writes it. */
export function printJson(value: JsonValue): string {
  if (typeof value === "string") {
    return JSON.stringify(value);
  }
  if (typeof value === "number") {
    return printNumber(value);
  }
  if (value === null || typeof value === "boolean") {
    return String(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(printJson).join(",")}]`;
  }
  return `{${value.entries.map(([key, item]) => `${JSON.stringify(key)}:${printJson(item)}`).join(",")}}`;
}

/** JSON as cJSON_Print writes it: arrays in one line, objects indented with tabs. */
export function printJsonFormatted(value: JsonValue, depth = 0): string {
  if (Array.isArray(value)) {
    return `[${value.map((item) => printJsonFormatted(item, depth + 1)).join(", ")}]`;
  }
  if (value instanceof JsonObject) {
    const indent = "\t".repeat(depth + 1);
    const lines = value.entries.map(
      ([key, item]) => `${indent}${JSON.stringify(key)}:\t${printJsonFormatted(item, depth + 1)}`,
    );
    return lines.length
      ? `{\n${lines.join(",\n")}\n${"\t".repeat(depth)}}`
      : "{\n" + "\t".repeat(depth) + "}";
  }
  return printJson(value);
}

function printNumber(value: number): string {
  if (!Number.isFinite(value)) {
    return "null";
  }
  if (isInt(value)) {
    return String(value + 0);
  }
  const short = general(value, 15);
  return Number(short) === value ? short : general(value, 17);
}

/** A number as C's `%.<digits>g` prints it. */
function general(value: number, digits: number): string {
  const [mantissa, exponentText] = value.toExponential(digits - 1).split("e") as [string, string];
  const exponent = Number(exponentText);
  const trim = (text: string) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
  if (exponent < -4 || exponent >= digits) {
    const size = String(Math.abs(exponent)).padStart(2, "0");
    return `${trim(mantissa)}e${exponent < 0 ? "-" : "+"}${size}`;
  }
  return trim(value.toFixed(digits - 1 - exponent));
}

import type { LogRecord, Value } from "./record.ts";

/** How the time is written into JSON. */
export type DateFormat = "double" | "epoch" | "epoch_ms" | "iso8601" | "java_sql_timestamp";

/** `date_key` undefined leaves the time out. */
export interface JsonStyle {
  readonly dateKey: string | undefined;
  readonly dateFormat: DateFormat;
}

/** Reads a JSON object as the parser `json` does: what follows the object is ignored, the last of equal keys holds. */
export function parseJsonObject(text: string): Record<string, Value> | undefined {
  const trimmed = text.trimStart();
  if (!trimmed.startsWith("{")) {
    return undefined;
  }
  return parsed(trimmed) ?? parsed(trimmed.slice(0, endOfObject(trimmed)));
}

/** One record as one line of JSON, with everything that is not ASCII escaped. */
export function toJson(record: LogRecord, style: JsonStyle): string {
  const dated: Record<string, Value> = {};
  if (style.dateKey !== undefined) {
    dated[style.dateKey] = dateOf(record.time, style.dateFormat);
  }
  return stringify({ ...dated, ...record.fields }).replaceAll(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function parsed(text: string): Record<string, Value> | undefined {
  try {
    return JSON.parse(text, keepLongIntegers) as Record<string, Value>;
  } catch {
    return undefined;
  }
}

function keepLongIntegers(_key: string, value: Value, context?: { source?: string }): Value {
  const long = typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value);
  return long && /^-?\d+$/.test(context?.source ?? "") ? BigInt(context?.source ?? "") : value;
}

function stringify(value: Value): string {
  if (typeof value === "bigint") {
    return String(value);
  }
  if (Buffer.isBuffer(value)) {
    return JSON.stringify(value.toString("utf8"));
  }
  if (Array.isArray(value)) {
    return `[${value.map(stringify).join(",")}]`;
  }
  if (value !== null && typeof value === "object") {
    const members = Object.entries(value).map(
      ([key, member]) => `${JSON.stringify(key)}:${stringify(member)}`,
    );
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value);
}

function dateOf(time: number, format: DateFormat): Value {
  const micros = Math.round(time * 1e6);
  const iso = `${new Date(Math.floor(micros / 1e6) * 1000).toISOString().slice(0, 19)}.${String(micros % 1e6).padStart(6, "0")}`;
  switch (format) {
    case "double":
      return time;
    case "epoch":
      return Math.floor(time);
    case "epoch_ms":
      return Math.floor(time * 1000);
    case "iso8601":
      return `${iso}Z`;
    case "java_sql_timestamp":
      return iso.replace("T", " ");
  }
}

function endOfObject(text: string): number {
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (quoted) {
      if (character === "\\") {
        index += 1;
      } else if (character === '"') {
        quoted = false;
      }
    } else if (character === '"') {
      quoted = true;
    } else if (character === "{" || character === "[") {
      depth += 1;
    } else if (character === "}" || character === "]") {
      depth -= 1;
      if (depth === 0) {
        return index + 1;
      }
    }
  }
  return text.length;
}

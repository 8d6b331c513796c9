import type { LogRecord, Value } from "./record.ts";
import { textOf } from "./record.ts";

/** Finds a field of a record; undefined where it is not there. */
export type Accessor = (record: LogRecord) => Value | undefined;

/**
 * A record accessor, `$key['nested'][0]`. A plain name means the key of that very name at the top.
 * https://docs.fluentbit.io/manual/administration/configuring-fluent-bit/classic-mode/record-accessor
 */
export function accessorOf(pattern: string): Accessor {
  const path = pattern.startsWith("$") ? pathOf(pattern.slice(1)) : [pattern];
  return (record) => {
    let value: Value | undefined = record.fields;
    for (const part of path) {
      if (value === null || typeof value !== "object" || Buffer.isBuffer(value)) {
        return undefined;
      }
      value = Array.isArray(value)
        ? value[Number(part)]
        : Object.hasOwn(value, part)
          ? value[part]
          : undefined;
    }
    return value;
  };
}

/** A text in which `$key` stands for a field, as `Raw_Message_Key` takes it; undefined when nothing is left of it. */
export function translatorOf(pattern: string): (record: LogRecord) => Buffer | undefined {
  const pieces = pattern.split(/(\$[A-Za-z0-9_]+(?:\[[^\]]+\])*)/).filter((piece) => piece !== "");
  const parts = pieces.map((piece) => (piece.startsWith("$") ? accessorOf(piece) : Buffer.from(piece)));
  return (record) => {
    const found = parts.map((part) => (Buffer.isBuffer(part) ? part : bytesOf(part(record))));
    const whole = Buffer.concat(found);
    return whole.length === 0 ? undefined : whole;
  };
}

function bytesOf(value: Value | undefined): Buffer {
  if (value === undefined || Buffer.isBuffer(value)) {
    return value ?? Buffer.alloc(0);
  }
  return Buffer.from(textOf(value) ?? (typeof value === "object" ? JSON.stringify(value) : String(value)));
}

function pathOf(text: string): string[] {
  const name = /^[^[]*/.exec(text)?.[0] ?? "";
  const subkeys = [...text.slice(name.length).matchAll(/\[(?:'([^']*)'|"([^"]*)"|(\d+))\]/g)];
  return [name, ...subkeys.map((match) => match[1] ?? match[2] ?? match[3] ?? "")];
}

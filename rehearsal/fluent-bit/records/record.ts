/**
 * A value in a record. A line that no parser took is a Buffer, so that its bytes stay what they were;
 * integers beyond what a double holds are kept whole.
 */
export type Value = null | boolean | number | bigint | string | Buffer | Value[] | { [key: string]: Value };

/** One record: its time in seconds since 1970, with fractions, and its fields. */
export interface LogRecord {
  readonly time: number;
  readonly fields: Record<string, Value>;
}

/** The text of a value that is text; undefined for every other kind. */
export function textOf(value: Value | undefined): string | undefined {
  if (Buffer.isBuffer(value)) {
    return value.toString("utf8");
  }
  return typeof value === "string" ? value : undefined;
}

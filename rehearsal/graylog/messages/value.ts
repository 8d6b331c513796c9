/**
 * A value in a message or in a rule. A `bigint` is a Long, a `number` is an Integer or a Double as it came out of
 * JSON: as in Graylog, an Integer equals no Long.
 */
export type Value =
  null | string | number | bigint | boolean | Date | Duration | JsonTree | RegexResult | Value[] | ValueMap;

/** A map of values. */
export interface ValueMap {
  [key: string]: Value;
}

/** A parsed JSON tree, which is no map until `to_map` makes it one. `undefined` is a tree that is missing. */
export class JsonTree {
  readonly value: Value | undefined;

  constructor(value: Value | undefined) {
    this.value = value;
  }
}

/** The time between two others; never negative, as in Graylog. */
export class Duration {
  readonly milliseconds: number;

  constructor(milliseconds: number) {
    this.milliseconds = milliseconds;
  }

  /** As Joda-Time writes it: `PT72.345S`. */
  toString(): string {
    const rest = this.milliseconds % 1000;
    const fraction = rest === 0 ? "" : `.${String(rest).padStart(3, "0")}`;
    return `PT${Math.trunc(this.milliseconds / 1000)}${fraction}S`;
  }
}

/** What `regex` gives: whether it matched, and its groups. */
export class RegexResult {
  readonly matches: boolean;
  readonly groups: ValueMap;

  constructor(matches: boolean, groups: ValueMap) {
    this.matches = matches;
    this.groups = groups;
  }
}

/** Whether a value is a map, and not one of the other kinds of objects. */
export function isMap(value: Value | undefined): value is ValueMap {
  return (
    value !== null &&
    typeof value === "object" &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof Duration) &&
    !(value instanceof JsonTree) &&
    !(value instanceof RegexResult)
  );
}

/** A value as text, as `to_string` gives it. */
export function textOf(value: Value): string {
  if (value === null) {
    return "";
  }
  if (value instanceof Date) {
    return value.toISOString();
  }
  if (value instanceof Duration) {
    return value.toString();
  }
  if (value instanceof JsonTree) {
    return value.value === undefined ? "" : JSON.stringify(plain(value.value));
  }
  if (Array.isArray(value)) {
    return `[${value.map(textOf).join(", ")}]`;
  }
  if (value instanceof RegexResult) {
    return textOf(value.groups);
  }
  return typeof value === "object"
    ? `{${Object.entries(value)
        .map(([key, one]) => `${key}=${textOf(one)}`)
        .join(", ")}}`
    : String(value);
}

/** What JSON can hold: a tree becomes what is in it, a Long a number, a date its ISO text. */
export function plain(value: Value): unknown {
  if (typeof value === "bigint") {
    return Number(value);
  }
  if (value instanceof Date) {
    return value.toISOString();
  }
  if (value instanceof Duration) {
    return value.milliseconds;
  }
  if (value instanceof JsonTree) {
    return value.value === undefined ? null : plain(value.value);
  }
  if (value instanceof RegexResult) {
    return plain(value.groups);
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  return value !== null && typeof value === "object"
    ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]))
    : value;
}

import type { SQLInputValue } from "node:sqlite";
import { fold } from "../attributes/collation.ts";
import type { Data } from "../rest/data.ts";
import { truth } from "../rest/data.ts";
import type { Condition } from "./condition.ts";
import { valueCondition, wantedOf } from "./value-condition.ts";

/**
 * The conditions of a restSearch over attributes. A filter that is missing, empty or misspelt filters nothing: that
 * is the trap which MISP has.
 * @param now in seconds since 1970
 */
export function conditionsOf(data: Data, now: number): Condition[] {
  const conditions: (Condition | undefined)[] = [
    truth(data["value"]) && !isEmptyList(data["value"]) ? valueCondition(data["value"]) : undefined,
    listed("attributes.type", withEmail(data["type"])),
    listed("category", data["category"]),
    listed("object_relation", data["object_relation"]),
    listed("attributes.uuid", data["uuid"]),
    listed("comment", data["comment"]),
    flag("to_ids", data["to_ids"] === "exclude" ? 0 : data["to_ids"]),
    flag("published", data["published"]),
    deletedCondition(data["deleted"]),
    eventCondition(data["eventid"]),
    tagCondition(data["tags"]),
    listed("threat_level_id", data["threat_level_id"]),
    organisationCondition(data["org"]),
    timeCondition("attributes.timestamp", data["timestamp"] ?? data["attribute_timestamp"], now),
    timeCondition("events.publish_timestamp", data["last"] ?? data["publish_timestamp"], now),
    timeCondition("events.timestamp", data["event_timestamp"], now),
    dateCondition(">=", data["from"]),
    dateCondition("<=", data["to"]),
  ];
  return conditions.filter((condition) => condition !== undefined);
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => one === null);
}

/** PHP leaves `false` out of a request's filters, and compares everything else as a number. */
function flag(column: string, value: unknown): Condition | undefined {
  if (value === undefined || value === null || value === false || Array.isArray(value)) {
    return undefined;
  }
  return { sql: `${column} = ?`, values: [Number(truth(value))] };
}

function listed(column: string, filter: unknown): Condition | undefined {
  if (!truth(filter) || isEmptyList(filter)) {
    return undefined;
  }
  const { some, none } = wantedOf(filter);
  const parts: string[] = [];
  const values: SQLInputValue[] = [];
  const like = (value: string | number | boolean): string => String(value).toLowerCase();
  if (some.length > 0) {
    parts.push(`(${some.map(() => `LOWER(${column}) LIKE ? ESCAPE '\\'`).join(" OR ")})`);
    values.push(...some.map((value) => like(value).replaceAll(/[_\\]/g, String.raw`\$&`)));
  }
  if (none.length > 0) {
    parts.push(`LOWER(${column}) NOT IN (SELECT value FROM json_each(?))`);
    values.push(JSON.stringify(none.map(like)));
  }
  return parts.length === 0 ? undefined : { sql: parts.join(" AND "), values };
}

/** `email-src` and `email-dst` also find `email`. */
function withEmail(filter: unknown): unknown {
  const list = typeof filter === "string" ? [filter] : filter;
  return Array.isArray(list) && list.some((type) => type === "email-src" || type === "email-dst")
    ? [...(list as unknown[]), "email"]
    : filter;
}

/** Not deleted unless asked: `[0,1]` asks for both, anything true for the deleted alone. */
function deletedCondition(value: unknown): Condition | undefined {
  if (!truth(value)) {
    return { sql: "attributes.deleted = 0", values: [] };
  }
  if (Array.isArray(value)) {
    const flags = value.map((one) => Number(truth(one)));
    return { sql: "attributes.deleted IN (SELECT value FROM json_each(?))", values: [JSON.stringify(flags)] };
  }
  return { sql: "attributes.deleted = 1", values: [] };
}

function eventCondition(filter: unknown): Condition | undefined {
  if (!truth(filter) || filter === "all" || isEmptyList(filter)) {
    return undefined;
  }
  const { some, none } = wantedOf(typeof filter === "number" ? String(filter) : filter);
  const among = (values: readonly unknown[]): string => JSON.stringify(values.map(String));
  const either =
    "(CAST(events.id AS TEXT) IN (SELECT value FROM json_each(?)) OR events.uuid IN (SELECT value FROM json_each(?)))";
  return {
    sql:
      [...(some.length > 0 ? [either] : []), ...(none.length > 0 ? [`NOT ${either}`] : [])].join(" AND ") ||
      "1",
    values: [
      ...(some.length > 0 ? [among(some), among(some)] : []),
      ...(none.length > 0 ? [among(none), among(none)] : []),
    ],
  };
}

/** A tag of the attribute's own or of its event; `%` is any text. */
function tagCondition(filter: unknown): Condition | undefined {
  if (!truth(filter) || isEmptyList(filter)) {
    return undefined;
  }
  const { some, none } = wantedOf(filter);
  const tagged = `(EXISTS (SELECT 1 FROM attribute_tags JOIN tags ON tags.id = tag_id
      WHERE attribute_id = attributes.id AND tags.name LIKE ?)
    OR EXISTS (SELECT 1 FROM event_tags JOIN tags ON tags.id = tag_id
      WHERE event_tags.event_id = events.id AND tags.name LIKE ?))`;
  const parts = [
    ...(some.length > 0 ? [`(${some.map(() => tagged).join(" OR ")})`] : []),
    ...none.map(() => `NOT ${tagged}`),
  ];
  return {
    sql: parts.join(" AND ") || "1",
    values: [...some, ...none].flatMap((tag) => [String(tag), String(tag)]),
  };
}

function organisationCondition(filter: unknown): Condition | undefined {
  if (!truth(filter)) {
    return undefined;
  }
  const names = JSON.stringify(wantedOf(filter).some.map((name) => fold(String(name))));
  return {
    sql: "orgc_id IN (SELECT id FROM organisations WHERE LOWER(name) IN (SELECT value FROM json_each(?)) OR uuid IN (SELECT value FROM json_each(?)))",
    values: [names, names],
  };
}

/** Since a time: `30d`, `2h`, seconds since 1970, or a pair of them. */
function timeCondition(column: string, filter: unknown, now: number): Condition | undefined {
  if (!truth(filter)) {
    return undefined;
  }
  if (Array.isArray(filter)) {
    const [first, second] = filter.map((one) => secondsOf(one, now)).sort((left, right) => left - right);
    return { sql: `${column} BETWEEN ? AND ?`, values: [first ?? 0, second ?? now] };
  }
  return { sql: `${column} >= ?`, values: [secondsOf(filter, now)] };
}

function secondsOf(value: unknown, now: number): number {
  const text = String(value);
  const delta = /^(\d+(?:\.\d+)?)([dhms])$/i.exec(text);
  if (/^\d+$/.test(text)) {
    return Number(text);
  }
  if (delta !== null) {
    const unit = { d: 86_400, h: 3600, m: 60, s: 1 }[(delta[2] ?? "s").toLowerCase()] ?? 1;
    return now - Number(delta[1]) * unit;
  }
  const time = Date.parse(text);
  return Number.isNaN(time) ? now + 1 : Math.floor(time / 1000);
}

function dateCondition(operator: ">=" | "<=", value: unknown): Condition | undefined {
  if (!truth(value)) {
    return undefined;
  }
  const text = String(value);
  const date = /^\d+$/.test(text) ? new Date(Number(text) * 1000).toISOString().slice(0, 10) : text;
  return { sql: `events.date ${operator} ?`, values: [date] };
}

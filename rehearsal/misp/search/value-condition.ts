import { fold } from "../attributes/collation.ts";
import { compressIpv6 } from "../attributes/ip-address.ts";
import type { Condition } from "./condition.ts";

/** Values to find and values to leave out, as MISP's own filters hold them. */
export interface Wanted {
  readonly some: readonly (string | number | boolean)[];
  readonly none: readonly string[];
}

/**
 * Reads a filter as MISP does: a text is cut at `&&`, a list is not; a leading `!` leaves out.
 * `{"OR": […], "NOT": […]}` says both at once.
 */
export function wantedOf(filter: unknown): Wanted {
  if (filter !== null && typeof filter === "object" && !Array.isArray(filter)) {
    const { OR, AND, NOT } = filter as Record<string, unknown>;
    if (OR !== undefined || AND !== undefined || NOT !== undefined) {
      return { some: [...scalars(OR), ...scalars(AND)], none: scalars(NOT).map(String) };
    }
  }
  if (typeof filter === "string") {
    const parts = filter.split("&&").filter((part) => part !== "");
    return {
      some: parts.filter((part) => !part.startsWith("!")),
      none: parts.filter((part) => part.startsWith("!")).map((part) => part.slice(1)),
    };
  }
  const values = scalars(filter);
  const negated = (value: string | number | boolean): boolean =>
    typeof value === "string" && value.startsWith("!");
  return {
    some: values.filter((value) => !negated(value)),
    none: values.filter(negated).map((value) => String(value).slice(1)),
  };
}

/**
 * The condition of the filter `value`, over both halves of an attribute's value. A text filter also takes `||`
 * for OR. What is left out has its first character eaten, as in 2.5.1: `!x` compares with `!` and the rest of x.
 */
export function valueCondition(filter: unknown): Condition | undefined {
  const wanted = wantedOf(typeof filter === "string" ? filter.replaceAll("||", "&&") : filter);
  const conditions: Condition[] = [];
  if (wanted.some.length > 0) {
    conditions.push(anyOf(wanted.some));
  }
  if (wanted.none.length > 0) {
    const folds = wanted.none.map((value) => fold(`!${compressIpv6(value.replace(/^./su, ""))}`));
    const list = JSON.stringify(folds);
    conditions.push({
      sql: `(fold1 NOT IN (SELECT value FROM json_each(?)) AND fold2 NOT IN (SELECT value FROM json_each(?)))`,
      values: [list, list],
    });
  }
  if (conditions.length === 0) {
    return undefined;
  }
  return {
    sql: conditions.map(({ sql }) => sql).join(" AND "),
    values: conditions.flatMap(({ values }) => values),
  };
}

function anyOf(values: readonly (string | number | boolean)[]): Condition {
  const texts = values.filter((value) => typeof value !== "number").map(String);
  const likes = texts.filter((text) => text.startsWith("%") || text.endsWith("%"));
  const list = JSON.stringify(texts.map((text) => fold(compressIpv6(text))));
  const numbers = JSON.stringify(values.filter((value) => typeof value === "number"));
  return {
    sql: `(attributes.id IN (
        SELECT id FROM attributes WHERE fold1 IN (SELECT value FROM json_each(?))
        UNION SELECT id FROM attributes WHERE fold2 IN (SELECT value FROM json_each(?)))
      ${likes.map(() => String.raw`OR fold1 LIKE ? ESCAPE '\' OR fold2 LIKE ? ESCAPE '\'`).join(" ")}
      ${numbers === "[]" ? "" : "OR mysql_number(value1) IN (SELECT value FROM json_each(?)) OR mysql_number(value2) IN (SELECT value FROM json_each(?))"})`,
    values: [
      list,
      list,
      ...likes.flatMap((like) => [pattern(like), pattern(like)]),
      ...(numbers === "[]" ? [] : [numbers, numbers]),
    ],
  };
}

/** A `%` at either end is any text; one in the middle is itself, as is `_`. */
function pattern(like: string): string {
  const start = like.startsWith("%") ? "%" : "";
  const end = like.length > 1 && like.endsWith("%") ? "%" : "";
  const middle = fold(like.slice(start.length, like.length - end.length));
  return `${start}${middle.replaceAll(/[%_\\]/g, String.raw`\$&`)}${end}`;
}

function scalars(value: unknown): (string | number | boolean)[] {
  const list: unknown[] = Array.isArray(value)
    ? value
    : value !== null && typeof value === "object"
      ? Object.values(value)
      : [value];
  return list.filter(
    (one): one is string | number | boolean =>
      typeof one === "string" || typeof one === "number" || typeof one === "boolean",
  );
}

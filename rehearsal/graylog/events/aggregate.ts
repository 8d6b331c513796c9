import type { Stored } from "../index/indices.ts";
import type { Condition, Series } from "./definition.ts";

/** The messages of one group, with what its series come to. */
export interface Group {
  /** The values of the fields that it is grouped by. */
  readonly key: readonly string[];
  readonly messages: readonly Stored[];
  readonly values: ReadonlyMap<string, number>;
}

/** Groups messages by fields and computes every series for each group. */
export function groupsOf(
  messages: readonly Stored[],
  fields: readonly string[],
  series: readonly Series[],
): Group[] {
  const groups = new Map<string, { readonly key: readonly string[]; readonly messages: Stored[] }>();
  for (const message of messages) {
    const key = fields.map((field) => message.document[field]);
    if (key.every((value) => value !== undefined && value !== null)) {
      const texts = key.map(String);
      const id = JSON.stringify(texts);
      const group = groups.get(id) ?? { key: texts, messages: [] };
      groups.set(id, group);
      group.messages.push(message);
    }
  }
  return [...groups.values()].map((group) => ({
    ...group,
    values: new Map(series.map((one) => [one.id, valueOf(one, group.messages)])),
  }));
}

/** Whether a group is what a condition asks for. */
export function holds(condition: Condition, group: Group): boolean {
  const result = evaluate(condition, group);
  return result === true || (typeof result === "number" && result !== 0);
}

function evaluate(condition: Condition, group: Group): boolean | number {
  if ("value" in condition) {
    return condition.value;
  }
  if ("ref" in condition) {
    return group.values.get(condition.ref) ?? 0;
  }
  if ("child" in condition) {
    return evaluate(condition.child, group);
  }
  if (!("left" in condition)) {
    return condition.expr === "true";
  }
  if (!("right" in condition)) {
    return !holds(condition.left, group);
  }
  const left = evaluate(condition.left, group);
  const right = evaluate(condition.right, group);
  switch (condition.expr) {
    case "&&":
      return Boolean(left) && Boolean(right);
    case "||":
      return Boolean(left) || Boolean(right);
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    default:
      return left === right;
  }
}

function valueOf({ type, field }: Series, messages: readonly Stored[]): number {
  const values = messages.map(({ document }) => document[field ?? ""]).filter((value) => value !== undefined);
  const numbers = values.map(Number).filter((value) => !Number.isNaN(value));
  const sum = numbers.reduce((total, value) => total + value, 0);
  switch (type) {
    case "count":
      return field === undefined || field === null || field === "" ? messages.length : values.length;
    case "card":
      return new Set(values.map((value) => JSON.stringify(value))).size;
    case "sum":
      return sum;
    case "avg":
      return numbers.length === 0 ? 0 : sum / numbers.length;
    case "min":
      return Math.min(...numbers);
    case "max":
      return Math.max(...numbers);
    default:
      return 0;
  }
}

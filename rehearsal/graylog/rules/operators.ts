import { Duration, type Value } from "../messages/value.ts";

/** Java's `equals`: a Long equals no Integer, a list another with equal elements. */
export function equal(left: Value, right: Value): boolean {
  if (left instanceof Date && right instanceof Date) {
    return left.getTime() === right.getTime();
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((one, index) => equal(one, right[index] ?? null));
  }
  return left === right;
}

/** Compares two numbers or two dates; throws for anything else, as a cast in Java would. */
export function compare(operator: "<" | "<=" | ">" | ">=", left: Value, right: Value): boolean {
  const one = numberOf(left);
  const other = numberOf(right);
  switch (operator) {
    case "<":
      return one < other;
    case "<=":
      return one <= other;
    case ">":
      return one > other;
    case ">=":
      return one >= other;
  }
}

/** Adds or subtracts two numbers of a kind, joins two texts, or tells the time between two others. */
export function plus(operator: "+" | "-", left: Value, right: Value): Value {
  if (left instanceof Date && right instanceof Date) {
    return operator === "+" ? null : new Duration(Math.abs(left.getTime() - right.getTime()));
  }
  if (typeof left === "string" && typeof right === "string") {
    return left + right;
  }
  if (typeof left === "bigint" && typeof right === "bigint") {
    return operator === "+" ? left + right : left - right;
  }
  return operator === "+" ? numberOf(left) + numberOf(right) : numberOf(left) - numberOf(right);
}

/** Multiplies, divides or takes the rest of two numbers of a kind. */
export function times(operator: "*" | "/" | "%", left: Value, right: Value): Value {
  if (typeof left === "bigint" && typeof right === "bigint") {
    return operator === "*" ? left * right : operator === "/" ? left / right : left % right;
  }
  const one = numberOf(left);
  const other = numberOf(right);
  return operator === "*" ? one * other : operator === "/" ? one / other : one % other;
}

function numberOf(value: Value): number {
  if (value instanceof Date) {
    return value.getTime();
  }
  if (typeof value === "bigint" || typeof value === "number") {
    return Number(value);
  }
  throw new TypeError(`${value === null ? "null" : typeof value} cannot be cast to a number`);
}

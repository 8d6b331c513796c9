/** Damaged alerts: whatever a log can hold, an endpoint can send. */
import { readFileSync } from "node:fs";

/** Alerts that a Wazuh 4.14 manager wrote. */
export const recordedAlerts: readonly string[] = readFileSync(
  new URL("../../analysis/recorded/alerts.ndjson", import.meta.url),
  "utf8",
)
  .trimEnd()
  .split("\n");

/** A generator of numbers that gives the same ones for the same seed (mulberry32). */
export const numbers = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
};

const strange: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  "",
  " ",
  "!",
  "%",
  "!evil.com",
  "evil.com%",
  "\0",
  "\ud800",
  "a\nb",
  "::ffff:1.2.3.4",
  "[::1]:80",
  "1.2.3.4/33",
  "http://[",
  "http://%/",
  "https://evil.com:99999/",
  "MD5=,SHA256==,=x",
  "type:  5 ;;-;::",
  "C:\\",
  "\\\\\\",
  "HKU\\S-1-5-21",
  "eve@",
  [],
  {},
  [[[[]]]],
  { toString: 1 },
  { length: -1 },
  ["__proto__"],
];

const huge: readonly unknown[] = ["x".repeat(70_000), "a.".repeat(30_000), "!%".repeat(40_000)];

type Container = Record<string, unknown> | unknown[];

const containersOf = (value: unknown, found: Container[] = []): Container[] => {
  if (typeof value === "object" && value !== null) {
    found.push(value as Container);
    Object.values(value).forEach((child) => containersOf(child, found));
  }
  return found;
};

/** Changes one place of an alert: its value, its name, or that it is there. */
const changePlace = (alert: unknown, next: (below: number) => number): void => {
  const containers = containersOf(alert);
  const container = containers[next(containers.length)]! as Record<string, unknown>;
  const keys = Object.keys(container);
  const key = keys[next(Math.max(keys.length, 1))] ?? "x";
  const values = next(200) === 0 ? huge : strange;
  const value = structuredClone(values[next(values.length)]);
  switch (next(4)) {
    case 0:
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- that is the damage
      delete container[key];
      break;
    case 1:
      container[`${key}.${key}`] = value;
      break;
    case 2:
      container[key] = [container[key], value];
      break;
    default:
      container[key] = value;
  }
};

/** Changes bytes of a text, cuts it, or doubles a part of it. */
const changeText = (text: string, next: (below: number) => number): string => {
  const at = next(text.length);
  switch (next(4)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + String.fromCharCode(next(0x250)) + text.slice(at + 1);
    case 2:
      return text.slice(0, at) + text.slice(next(text.length));
    default:
      return text.slice(0, at) + '{"a":['.repeat(next(50)) + text.slice(at);
  }
};

/** A damaged alert, on one line; one in ten is no JSON any more. */
export const mutatedAlert = (next: (below: number) => number): string => {
  const original = recordedAlerts[next(recordedAlerts.length)]!;
  if (next(10) === 0) {
    return changeText(original, next).replaceAll("\n", " ");
  }
  const alert = JSON.parse(original) as unknown;
  for (let changes = 1 + next(4); changes > 0; changes -= 1) {
    changePlace(alert, next);
  }
  return JSON.stringify(alert);
};

/** Whether a line is still an alert: a JSON object. */
export const isAlertLine = (line: string): boolean => {
  try {
    const value = JSON.parse(line) as unknown;
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};

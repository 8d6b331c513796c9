import { ApiProblem } from "./errors.ts";

/** A span of time, in milliseconds since 1970; the end is not in it. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Reads a time range as the REST API takes it: `{"type":"relative","range":300}` in seconds (0 is everything), or
 * `from` seconds ago, or `{"type":"absolute","from":…,"to":…}`.
 * @throws {ApiProblem} 400
 */
export function timeRangeOf(range: unknown, now: number): TimeRange {
  const { type, ...rest } = (range ?? {}) as Record<string, unknown>;
  if (type === "relative") {
    const seconds = Number(rest["range"] ?? rest["from"] ?? 300);
    const until = now - Number(rest["to"] ?? 0) * 1000;
    return { from: seconds === 0 ? 0 : now - seconds * 1000, to: until + 1 };
  }
  if (type === "absolute") {
    const from = timeOf(rest["from"]);
    const to = timeOf(rest["to"]);
    return { from, to };
  }
  if (type === "keyword") {
    throw new ApiProblem(400, "[rehearsal] Keyword time ranges are not answered by this stand-in.");
  }
  throw new ApiProblem(400, "Invalid time range type");
}

function timeOf(value: unknown): number {
  const text = typeof value === "string" ? value.replace(" ", "T") : "";
  const time = Date.parse(/(?:Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`);
  if (Number.isNaN(time)) {
    throw new ApiProblem(400, `Invalid timestamp: ${text}`);
  }
  return time;
}

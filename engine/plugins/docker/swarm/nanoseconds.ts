import { parseDuration } from "../container/duration.ts";

/** A duration as Docker's API takes it; undefined for none. */
export function nanoseconds(text: string | undefined): number | undefined {
  return text === undefined || text === "" ? undefined : parseDuration(text);
}

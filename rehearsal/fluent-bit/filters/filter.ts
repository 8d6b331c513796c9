import type { TagMatch } from "../pipeline/matching.ts";
import type { LogRecord } from "../records/record.ts";

/** What a filter plugin does with one record; undefined drops it. */
export type FilterPlugin = (record: LogRecord) => LogRecord | undefined;

/** One `[FILTER]`. */
export interface FilterInstance {
  readonly name: string;
  readonly matches: TagMatch;
  readonly apply: FilterPlugin;
  /** What is counted for `/api/v1/metrics`. */
  readonly counts: { dropped: number; added: number };
}

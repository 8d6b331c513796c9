import type { FilterInstance } from "./filters/filter.ts";
import type { OutputInstance } from "./outputs/output.ts";
import type { Engine } from "./pipeline/engine.ts";

/** What is counted. */
export interface Counted {
  readonly engine: Engine;
  readonly filters: readonly FilterInstance[];
  readonly outputs: readonly OutputInstance[];
}

/** What `/api/v1/metrics` tells: counts by instance, by kind of plugin. */
export type Metrics = Readonly<
  Record<"input" | "filter" | "output", Readonly<Record<string, Record<string, number>>>>
>;

/** Counts everything. */
export function metricsOf({ engine, filters, outputs }: Counted): Metrics {
  return {
    input: Object.fromEntries(
      engine.inputs.map(({ title, counts, plugin }) => [
        title,
        {
          records: counts.records,
          bytes: counts.bytes,
          files_opened: plugin.counts.opened,
          files_closed: plugin.counts.closed,
          files_rotated: plugin.counts.rotated,
          long_line_skipped: plugin.counts.longLinesSkipped,
        },
      ]),
    ),
    filter: Object.fromEntries(
      filters.map(({ name, counts }) => [name, { drop_records: counts.dropped, add_records: counts.added }]),
    ),
    output: Object.fromEntries(
      outputs.map(({ title, counts }) => [
        title,
        {
          proc_records: counts.procRecords,
          proc_bytes: counts.procBytes,
          errors: counts.errors,
          retries: counts.retries,
          retries_failed: counts.retriesFailed,
          dropped_records: counts.droppedRecords,
          retried_records: counts.retriedRecords,
        },
      ]),
    ),
  };
}

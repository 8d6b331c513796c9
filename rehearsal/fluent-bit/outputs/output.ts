import type { Chunk } from "../pipeline/chunk.ts";
import type { TagMatch } from "../pipeline/matching.ts";
import type { Slots } from "./slots.ts";

/** What became of a chunk: delivered, to be tried again, or to be given up. */
export type Delivery = "ok" | "retry" | "error";

/** What an output plugin does. */
export interface OutputPlugin {
  /** Delivers every record of a chunk. Never throws for a receiver's sake. */
  flush(chunk: Chunk): Promise<Delivery>;
  /** Ends its connections. */
  close(): void;
}

/** What is counted for `/api/v1/metrics`. */
export interface OutputCounts {
  procRecords: number;
  procBytes: number;
  errors: number;
  retries: number;
  retriesFailed: number;
  droppedRecords: number;
  retriedRecords: number;
}

/** One `[OUTPUT]`. */
export interface OutputInstance {
  /** Such as `tcp.0`. */
  readonly name: string;
  /** The alias, or the name. */
  readonly title: string;
  readonly matches: TagMatch;
  /** How often a chunk is tried again; Infinity for `no_limits`, 0 for `no_retries`. */
  readonly retryLimit: number;
  /** How much may wait on disk for this output, in bytes. */
  readonly totalLimitSize: number | undefined;
  readonly plugin: OutputPlugin;
  /** Chunks that are delivered at once, as the real one's workers. */
  readonly slots: Slots;
  readonly counts: OutputCounts;
}

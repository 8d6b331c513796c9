import type { Log } from "../log.ts";
import type { OutputInstance } from "../outputs/output.ts";
import type { Chunk } from "./chunk.ts";

/** The scheduler's limits, in seconds: `scheduler.base` and `scheduler.cap`. */
export interface Backoff {
  readonly base: number;
  readonly cap: number;
}

/** Seconds to wait before the n-th retry: random between `base` and a power of two of it, and one more. */
export function secondsBeforeRetry(attempt: number, { base, cap }: Backoff): number {
  const most = Math.min(cap, base * 2 ** attempt);
  return base + Math.floor(Math.random() * (most - base + 1)) + 1;
}

/** Brings one chunk to one output, again and again as far as its `Retry_Limit` goes. */
export class Delivery {
  readonly chunk: Chunk;
  readonly output: OutputInstance;
  readonly #backoff: Backoff;
  readonly #log: Log;
  /** Called once, when the chunk was delivered or given up. */
  readonly #done: () => void;
  #attempts = 0;
  #timer: NodeJS.Timeout | undefined;
  #flushing = false;
  #ended = false;
  #stopping = false;

  constructor(chunk: Chunk, output: OutputInstance, backoff: Backoff, log: Log, done: () => void) {
    this.chunk = chunk;
    this.output = output;
    this.#backoff = backoff;
    this.#log = log;
    this.#done = done;
  }

  /** Whether the chunk is being sent at this moment. */
  get flushing(): boolean {
    return this.#flushing;
  }

  /** Tries now; resolves when this attempt is over. */
  async attempt(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#flushing || this.#ended) {
      return;
    }
    this.#flushing = true;
    const result = await this.output.slots.run(() => this.output.plugin.flush(this.chunk));
    this.#flushing = false;
    const { counts } = this.output;
    if (result === "ok") {
      counts.procRecords += this.chunk.count;
      counts.procBytes += this.chunk.bytes;
      if (this.#attempts > 0) {
        this.#log.info(
          `[engine] flush chunk '${this.chunk.name}' succeeded at retry ${this.#attempts}: ${this.#route()}`,
        );
      }
      this.#end();
    } else if (result === "error") {
      counts.errors += 1;
      this.drop();
    } else {
      this.#again();
    }
  }

  /** Gives the chunk up for this output. */
  drop(): void {
    clearTimeout(this.#timer);
    this.output.counts.droppedRecords += this.chunk.count;
    this.#end();
  }

  /** Makes the attempt that runs the last one; a chunk that it does not deliver stays as it is. */
  stopRetrying(): void {
    this.#stopping = true;
    clearTimeout(this.#timer);
  }

  #again(): void {
    if (this.#stopping) {
      return;
    }
    const { counts, retryLimit } = this.output;
    if (retryLimit === 0) {
      this.#log.info(
        `[engine] chunk '${this.chunk.name}' is not retried (no retry config): ${this.#route()}`,
      );
      this.drop();
      return;
    }
    if (this.#attempts >= retryLimit) {
      counts.retriesFailed += 1;
      this.#log.error(`[engine] chunk '${this.chunk.name}' cannot be retried: ${this.#route()}`);
      this.drop();
      return;
    }
    this.#attempts += 1;
    counts.retries += 1;
    counts.retriedRecords += this.chunk.count;
    const seconds = secondsBeforeRetry(this.#attempts, this.#backoff);
    this.#log.warn(
      `[engine] failed to flush chunk '${this.chunk.name}', retry in ${seconds} seconds: ${this.#route()}`,
    );
    this.#timer = setTimeout(() => void this.attempt(), seconds * 1000);
  }

  #route(): string {
    return `output=${this.output.title}`;
  }

  #end(): void {
    if (!this.#ended) {
      this.#ended = true;
      this.#done();
    }
  }
}

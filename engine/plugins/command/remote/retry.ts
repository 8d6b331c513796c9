import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "../output.ts";

const firstDelay = 100;
const backoff = 1.5;
const longestDelay = 5_000;

/** An error that no further attempt can change. */
export class FinalError extends Error {}

/** How {@link retry} tries again. */
export interface RetryOptions {
  /** What is tried, for the log, such as `Dial`. */
  readonly what: string;
  /** How many failures are borne; -1 is any number. */
  readonly limit: number;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Tries until an attempt succeeds, more failed than are borne, or the signal is aborted. The pauses grow from a
 * tenth of a second to five seconds, as the official plugin's do.
 */
export async function retry<T>(options: RetryOptions, attempt: () => Promise<T>): Promise<T> {
  const { what, limit, log, signal } = options;
  let pause = firstDelay;
  for (let failures = 1; ; failures++) {
    signal.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof FinalError || signal.aborted) {
        throw error;
      }
      if (limit >= 0 && failures > limit) {
        const attempts = failures === 1 ? "1 failed attempt" : `${failures} failed attempts`;
        throw new Error(`after ${attempts}: ${(error as Error).message}`, { cause: error });
      }
      log(`${what} ${failures}/${limit < 0 ? "inf" : limit} failed: retrying`);
    }
    await delay(pause, undefined, { signal });
    pause = Math.min(pause * backoff, longestDelay);
  }
}

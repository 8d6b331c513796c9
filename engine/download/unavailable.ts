import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "../atomic.ts";
import type { Context } from "../context.ts";
import { Unavailable } from "./fetch.ts";

interface Failure {
  readonly reason: string;
  /** When, as Date.now() gives it. */
  readonly time: number;
}

/** How long (milliseconds) a download that failed is not tried again, so that every start is not held up by it. */
const patience = 24 * 60 * 60_000;

/**
 * Tries to get something that may be out of reach here. A failure is remembered in the cache, and the next try is a day
 * later.
 *
 * @param name of the thing, with its version
 * @returns what `attempt` gave, or why it is not to be had
 * @throws what `attempt` throws, other than `Unavailable`
 */
export async function ifAvailable<T>(
  { cache }: Pick<Context, "cache">,
  name: string,
  attempt: () => Promise<T>,
): Promise<{ readonly got: T } | { readonly missing: string }> {
  const file = join(cache, "unavailable", `${name}.json`);
  const earlier = await readFailure(file);
  if (isRecent(earlier)) {
    return { missing: earlier.reason };
  }
  try {
    return { got: await attempt() };
  } catch (error) {
    if (!(error instanceof Unavailable)) {
      throw error;
    }
    const failure: Failure = { reason: error.message, time: Date.now() };
    await writeFileAtomic(file, JSON.stringify(failure));
    return { missing: failure.reason };
  }
}

/** Whether an attempt of that name failed so lately that it would not be made again. */
export async function isKnownUnavailable({ cache }: Pick<Context, "cache">, name: string): Promise<boolean> {
  return isRecent(await readFailure(join(cache, "unavailable", `${name}.json`)));
}

const isRecent = (failure: Failure | undefined): failure is Failure =>
  failure !== undefined && Date.now() - failure.time < patience;

async function readFailure(file: string): Promise<Failure | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Failure;
  } catch {
    return undefined;
  }
}

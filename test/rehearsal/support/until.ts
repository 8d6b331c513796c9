import { setTimeout as sleep } from "node:timers/promises";

/** Looks until a value is there; throws with what was awaited after `seconds`. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  seconds = 15,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) {
      return found;
    }
    if (Date.now() > deadline) {
      throw new Error(`${what} did not come within ${seconds} s`);
    }
    await sleep(20);
  }
}

import { setTimeout as sleep } from "node:timers/promises";

/** Waits until a condition is true; fails when that takes longer than `seconds`. */
export async function until(condition: () => boolean | Promise<boolean>, seconds = 10): Promise<void> {
  const end = Date.now() + seconds * 1_000;
  while (!(await condition())) {
    if (Date.now() > end) {
      throw new Error(`The condition did not come true in ${seconds} s.`);
    }
    await sleep(20);
  }
}

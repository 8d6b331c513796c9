import { hops, type Trace } from "./hop.ts";

/**
 * Whether an alert has passed a hop and all before it. The logs are read one after the other, so an earlier hop may have
 * been passed since its log was read: where one is missing, the next reading decides.
 *
 * @returns what is to be asked with each trace that was read, in their order
 */
export function hasPassed(last: string): (trace: Trace) => boolean {
  const wanted = hops.slice(0, hops.findIndex((hop) => hop === last) + 1);
  let before = false;
  return ({ passed }) => {
    const known = new Set(passed.map(({ hop }) => hop));
    const isPassed = passed.some(({ hop }) => hop === last);
    const isEnough = isPassed && (before || wanted.every((hop) => known.has(hop)));
    before = isPassed;
    return isEnough;
  };
}

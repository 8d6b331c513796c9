import { countOf, type Counted, type Tally } from "../../evidence/tally.ts";
import type { Expectation } from "../../scenarios/scenario.ts";
import type { RunCheck } from "./run.ts";

/** The numbers that must be reached before the expectations can be judged. */
export function goalsOf(expectations: readonly Expectation[]): Map<Counted, number> {
  return new Map(
    expectations
      .map(({ count, is, atLeast }) => [count, is ?? atLeast ?? 0] as const)
      .filter(([, number]) => number > 0),
  );
}

/** Judges expectations by what was counted. */
export function judge(expectations: readonly Expectation[], tally: Tally): RunCheck[] {
  return expectations.map(({ title, count, is, atLeast }) => {
    const number = countOf(tally, count);
    const passed = is === undefined ? number >= (atLeast ?? 0) : number === is;
    const wanted = is === undefined ? `at least ${atLeast ?? 0}` : String(is);
    const kinds =
      count === "errors" && tally.errorKinds.length > 0 ? ` (${tally.errorKinds.join(", ")})` : "";
    return { title, passed, detail: `${count}: ${number}${kinds}${passed ? "" : `, wanted ${wanted}`}` };
  });
}

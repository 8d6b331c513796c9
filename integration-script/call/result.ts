/** What became of alerts, one by one and together. */
import type { Source } from "../event/source.ts";
import type { Indicator } from "../indicators/indicator.ts";
import type { Outcome } from "../trace.ts";

export interface Result {
  readonly source: Source;
  readonly indicators: readonly Indicator[];
  readonly matched: number;
  readonly outcome: Outcome;
  readonly returned?: { readonly time: string; readonly bytes: number };
}

/** Outcomes, the one that most needs to be looked at first. */
const gravest: readonly Outcome[] = [
  "lost",
  "failed",
  "postponed",
  "spooled",
  "returned",
  "repeated",
  "no-match",
  "nothing",
  "own-event",
];

/** Counts the results of a call, and keeps only those that a line of the trace is written of. */
export class Tally {
  readonly #outcomes = new Set<Outcome>();
  readonly #matching: Result[] = [];
  #first: Result | undefined;
  alerts = 0;
  matched = 0;

  add(result: Result): void {
    this.#first ??= result;
    this.alerts += 1;
    this.matched += result.matched;
    this.#outcomes.add(result.outcome);
    if (result.matched > 0) {
      this.#matching.push(result);
    }
  }

  get first(): Result | undefined {
    return this.#first;
  }

  get matching(): readonly Result[] {
    return this.#matching;
  }

  /** The gravest of all outcomes. */
  get outcome(): Outcome {
    return gravest.find((outcome) => this.#outcomes.has(outcome)) ?? "failed";
  }

  has(outcome: Outcome): boolean {
    return this.#outcomes.has(outcome);
  }

  /** Whether no alert was looked up. */
  get failed(): boolean {
    return [...this.#outcomes].every((outcome) => outcome === "failed" || outcome === "postponed");
  }
}

import type { Scenario } from "../../scenarios/scenario.ts";
import type { Run, RunCheck, RunHop } from "./run.ts";

/** Who tells of a run while it goes on. */
export interface Narrator {
  /** Before anything is done. */
  scenario(scenario: Scenario, run: Pick<Run, "id" | "mode" | "modeReason" | "seeded">): void;
  /** Before a step is done: what it is, and why. */
  step(step: { readonly what: string; readonly why: string }): void;
  /** Something that was done or said, one line. */
  detail(line: string): void;
  /** An alert that is followed from here on. @param started when its event was sent, ISO 8601 */
  following(title: string, started: string): void;
  /** A hop that the alert has passed, or has not in time. */
  hop(hop: RunHop, started: string): void;
  check(check: RunCheck): void;
  verdict(run: Run): void;
  /** Called before each step and at the end: may wait for the viewer. */
  pause(): Promise<void>;
}

const nothing = (): void => undefined;

/** Tells nothing. */
export const silent: Narrator = {
  scenario: nothing,
  step: nothing,
  detail: nothing,
  following: nothing,
  hop: nothing,
  check: nothing,
  verdict: nothing,
  pause: () => Promise.resolve(),
};

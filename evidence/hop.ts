import type { Outcome } from "../integration-script/trace.ts";

/** The hops of one alert, in order; docs/architecture.md says what each one means. */
export const hops = [
  "observed",
  "alerted",
  "integrated",
  "matched",
  "returned",
  "raised",
  "shipped",
  "indexed",
  "ticketed",
] as const;

export type Hop = (typeof hops)[number];

/** What is known of one hop. */
export interface HopEvidence {
  readonly hop: Hop;
  /** When it was passed, ISO 8601 in UTC. */
  readonly time: string;
  /** What shows it, for people. */
  readonly evidence: string;
}

/** What is known of one alert's way: the hops that it has passed. */
export interface Trace {
  /** Id of the first alert, once there is one. */
  readonly alertId?: string;
  readonly passed: readonly HopEvidence[];
  /** Hops that this lab does not have, because a system of it is left out or elsewhere. */
  readonly absent?: readonly Hop[];
  /** What could not be asked, each in a sentence: whether the alert came so far is not known. */
  readonly troubles?: readonly string[];
  /** What became of it at custom-misp. */
  readonly outcome?: Outcome;
  /** Why custom-misp did not send it on, where that is known. */
  readonly ended?: string;
}

/** The first hop of this lab that an alert has not passed; undefined when it came all the way. */
export function missingHop({ passed, absent = [] }: Trace): Hop | undefined {
  const known = new Set([...passed.map(({ hop }) => hop), ...absent]);
  return hops.find((hop) => !known.has(hop));
}

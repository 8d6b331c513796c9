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
}

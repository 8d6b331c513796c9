import type { Clock } from "./clock.ts";
import type { Scheduler } from "./events/scheduler.ts";
import type { Indices } from "./index/indices.ts";
import type { Inputs } from "./inputs/inputs.ts";
import type { Processor } from "./messages/processor.ts";
import type { Search } from "./query/search.ts";
import type { Settings } from "./settings.ts";
import type { State } from "./store/state.ts";

/** The version that the stand-in was made after. */
export const version = "7.1.7";

/** Everything that a REST resource works with. */
export interface Graylog {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly startedAt: number;
  readonly state: State;
  readonly indices: Indices;
  readonly search: Search;
  readonly processor: Processor;
  readonly inputs: Inputs;
  readonly scheduler: Scheduler;
}

/** Now, as ISO text. */
export function isoNow({ clock }: Graylog): string {
  return new Date(clock()).toISOString();
}

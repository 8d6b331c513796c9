import type { Clock } from "./clock.ts";
import type { Settings } from "./settings.ts";
import type { Database } from "./store/database.ts";

/** The version that the stand-in was made after. */
export const version = "2.5.1";

/** What every action works with. */
export interface Misp {
  readonly database: Database;
  readonly settings: Settings;
  readonly clock: Clock;
}

/** Now, in seconds since 1970. */
export function nowOf(misp: Misp): number {
  return Math.floor(misp.clock() / 1000);
}

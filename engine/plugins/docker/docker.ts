import type { Log } from "../provider/resource.ts";
import type { Daemon } from "./connection/daemon.ts";
import type { Creations } from "./creations.ts";

/** What the resources of the plugin work with. */
export interface Docker {
  readonly daemon: Daemon;
  readonly creations: Creations;
  readonly log: Log;
}

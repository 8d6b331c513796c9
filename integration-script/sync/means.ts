import type { MispClient } from "../misp/client.ts";
import type { Options } from "../settings/options.ts";

/** What a sync works with. */
export interface SyncMeans {
  readonly folder: string;
  readonly options: Options;
  /** Stands for MISP's address and the filters. */
  readonly question: number;
  /** A client that has its time ahead of it. */
  readonly client: () => MispClient;
  /** Seconds since 1970. */
  readonly now: number;
}

export interface SyncResult {
  readonly kind: "full" | "changes";
  /** What the mirror holds after it. */
  readonly attributes: number;
  readonly events: number;
}

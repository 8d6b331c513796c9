/**
 * The trace: one line of JSON for every call, in `logs/integrations.log` of the manager.
 *
 * `lab trace` reads the hops `integrated`, `matched` and `returned` from it. Other integrations of Wazuh write to the
 * same file: a line of ours is an object with `integration` `custom-misp`.
 */

export interface Trace {
  readonly integration: "custom-misp";
  /** When the call began, ISO 8601 in UTC: the hop `integrated`. */
  readonly integrated: string;
  /** Id of the alert that was looked up; the first one's of a batch. */
  readonly alert_id?: string;
  readonly rule_id?: string;
  readonly agent_id?: string;
  readonly groups?: readonly string[];
  /** Alerts in the file; only for a batch. A batch leaves a line of this kind for each alert that matched, too. */
  readonly alerts?: number;
  /** Indicators found, as `kind:value`; at most twenty are named. */
  readonly indicators: readonly string[];
  /** Where the answer came from; missing where nothing was looked up. */
  readonly origin?: "misp" | "store" | "mirror";
  /** Requests made to MISP. */
  readonly requests: number;
  /** Attributes that matched: the hop `matched` where it is above 0. */
  readonly matched: number;
  /** The enriched event that Wazuh's queue took: the hop `returned`. */
  readonly returned?: { readonly time: string; readonly bytes: number };
  /** Why there is no `returned` although something matched, or that there was nothing to look up. */
  readonly outcome:
    "returned" | "repeated" | "spooled" | "lost" | "no-match" | "nothing" | "own-event" | "postponed";
  readonly error?: { readonly kind: string; readonly message: string; readonly status?: number };
  /** Milliseconds since the process began, at the end of each phase. */
  readonly milliseconds: Readonly<Record<string, number>>;
}

export const traceFile = "logs/integrations.log";

/**
 * The trace: one line of JSON for every call, in `logs/integrations.log` of the manager.
 *
 * `lab trace` reads the hops `integrated`, `matched` and `returned` from it. Other integrations of Wazuh write to the
 * same file: a line of ours is an object with `integration` `custom-misp`.
 *
 * A call for several alerts leaves one line for the call, and one for each alert that matched. An alert that was
 * postponed leaves a line when it was called for, and another when it matches.
 */

export interface Trace {
  readonly integration: "custom-misp";
  /** When the call began, ISO 8601 in UTC: the hop `integrated`. */
  readonly integrated: string;
  /** Id of the alert that was looked up. */
  readonly alert_id?: string;
  readonly rule_id?: string;
  readonly agent_id?: string;
  /** Groups of the rule that raised the alert. */
  readonly groups?: readonly string[];
  /** Alerts in the file; only in the line of a call for several. */
  readonly alerts?: number;
  /** Indicators that were looked up, as `kind:value`; at most twenty are named. */
  readonly indicators: readonly string[];
  /** Where the answer came from; missing where nothing was looked up. */
  readonly origin?: "misp" | "store" | "mirror";
  /** Requests that the call made to MISP. */
  readonly requests: number;
  /** Attributes that matched: the hop `matched` where it is above 0. */
  readonly matched: number;
  /** The enriched event that Wazuh's queue took: the hop `returned`. */
  readonly returned?: { readonly time: string; readonly bytes: number };
  readonly outcome: Outcome;
  /** Events that earlier calls had to keep and that the queue took now. */
  readonly drained?: number;
  readonly error?: { readonly kind: string; readonly message: string; readonly status?: number };
  /** Why the store could not be used. */
  readonly store?: string;
  /** Milliseconds from the start of the process to the end of each phase. */
  readonly milliseconds: Readonly<Partial<Record<Phase, number>>>;
}

/**
 * `read`: the alerts are read and their indicators found; `opened`: the store and the mirror are open; `answered`: the
 * look-up is over; `returned`: the queue took the events.
 */
export type Phase = "started" | "read" | "opened" | "answered" | "returned" | "ended";

/**
 * What became of an alert:
 *
 * - `returned`: its enriched event went to the queue;
 * - `repeated`: it matched, and is counted in the event that stands for it;
 * - `spooled`: it matched, and its event waits until the queue takes it;
 * - `lost`: it matched, and its event could neither be sent nor kept;
 * - `no-match`: MISP knows none of its indicators;
 * - `nothing`: it has no indicators;
 * - `own-event`: it was raised by an enriched event;
 * - `postponed`: MISP failed, and a later call asks;
 * - `failed`: it was not looked up and will not be.
 */
export type Outcome =
  | "returned"
  | "repeated"
  | "spooled"
  | "lost"
  | "no-match"
  | "nothing"
  | "own-event"
  | "postponed"
  | "failed";

export const traceFile = "logs/integrations.log";

/** Bytes that the file may grow to; it is then put aside as `integrations.log.1`, in the place of the one before. */
export const traceLimit = 64 * 1024 * 1024;

import type { Trace as CallTrace } from "../integration-script/trace.ts";
import { findLines } from "./manager-logs.ts";

/** What custom-misp's trace tells of one alert. */
export interface AlertCalls {
  /** The call that was made for it. */
  readonly first: CallTrace;
  /** The call that had its answer: the same, or a later one where MISP was away at first. */
  readonly answered: CallTrace;
  /** The call whose event it stands in: its own, or for a repetition the last one before that was sent. */
  readonly sent: CallTrace;
}

/** Every line of custom-misp's trace, in order; the file before the last one is kept beside it. */
export async function readCalls(logs: string): Promise<CallTrace[]> {
  const files = await Promise.all(
    ["integrations.log.1", "integrations.log"].map((file) =>
      findLines<CallTrace>(`${logs}/${file}`, "custom-misp"),
    ),
  );
  return files.flat();
}

/** The calls that were made for an alert, among all; undefined while there is none. */
export function callsFor(alertId: string, calls: readonly CallTrace[]): AlertCalls | undefined {
  const own = calls.filter(({ alert_id }) => alert_id === alertId);
  const [first] = own;
  if (!first) {
    return undefined;
  }
  const answered = own.find(({ matched }) => matched > 0) ?? own.at(-1)!;
  return { first, answered, sent: callThatStandsFor(answered, calls) };
}

function callThatStandsFor(call: CallTrace, calls: readonly CallTrace[]): CallTrace {
  if (call.outcome !== "repeated") {
    return call;
  }
  const before = calls.filter(
    (line) =>
      line.returned !== undefined &&
      line.integrated < call.integrated &&
      line.agent_id === call.agent_id &&
      line.indicators.some((indicator) => call.indicators.includes(indicator)),
  );
  return before.at(-1) ?? call;
}

/**
 * When an alert with one of these values as an indicator was last returned: matches within custom-misp's window of
 * repetition after that are only counted.
 */
export function lastReturned(values: readonly string[], calls: readonly CallTrace[]): string | undefined {
  return calls
    .filter(
      ({ returned, indicators }) =>
        returned && indicators.some((indicator) => values.some((value) => indicator.includes(`:${value}`))),
    )
    .map(({ returned }) => returned!.time)
    .sort()
    .at(-1);
}

/** Why custom-misp did not send an alert on; undefined where it did, or will. */
export function reasonOf({ outcome, error }: CallTrace): string | undefined {
  switch (outcome) {
    case "nothing":
      return "It has no indicator that could be looked up.";
    case "no-match":
      return "MISP knows none of its indicators.";
    case "postponed":
      return `MISP did not answer, and is asked again: ${error?.message ?? "no reason is known"}`;
    case "spooled":
      return "The manager's queue did not take the enriched event, which waits on the manager's disk.";
    case "failed":
    case "lost":
      return error?.message ?? "custom-misp failed; its line in logs/integrations.log says why.";
    default:
      return undefined;
  }
}

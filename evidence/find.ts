import { readCalls } from "./calls.ts";
import { findLines, type LoggedEvent } from "./manager-logs.ts";
import type { Sources } from "./sources.ts";

/**
 * The id of the last alert that custom-misp was called for, or of the last one with an indicator; undefined where there is
 * none. An alert that custom-misp was not called for is found by the indicator in its text.
 */
export async function findAlert({ logs }: Sources, indicator?: string): Promise<string | undefined> {
  const calls = await readCalls(logs);
  const wanted = indicator?.toLowerCase();
  const called = calls.findLast(
    ({ alert_id, outcome, indicators }) =>
      alert_id !== undefined &&
      outcome !== "own-event" &&
      (wanted === undefined || indicators.some((one) => valueOf(one) === wanted)),
  );
  if (called) {
    return called.alert_id;
  }
  // As JSON writes it, so that a path with backslashes is found too.
  const text = indicator === undefined ? '"id"' : JSON.stringify(indicator).slice(1, -1);
  const alerts = await findLines<LoggedEvent>(`${logs}/alerts/alerts.json`, text);
  return alerts.findLast(
    (alert) =>
      alert.id !== undefined &&
      alert.data?.integration !== "misp" &&
      (indicator === undefined || holdsWhole(JSON.stringify(alert), text)),
  )?.id;
}

/** Whether a text stands somewhere that is not in the middle of a longer name or number. */
function holdsWhole(line: string, text: string): boolean {
  const inName = (sign: string | undefined): boolean => sign !== undefined && /[\w.-]/.test(sign);
  for (let at = line.indexOf(text); at >= 0; at = line.indexOf(text, at + 1)) {
    if (!inName(line[at - 1]) && !inName(line[at + text.length])) {
      return true;
    }
  }
  return false;
}

/** The value of an indicator that is written as `kind:value`. */
const valueOf = (indicator: string): string => indicator.slice(indicator.indexOf(":") + 1).toLowerCase();

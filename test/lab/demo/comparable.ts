import type { Run } from "../../../lab/demo/run.ts";

/**
 * What of a run's record must be the same in each run: everything but times, durations, ids that a system gives out, and
 * what counts earlier runs too.
 */
export function comparable(run: Run): unknown {
  const text = JSON.stringify(run, (key: string, value: unknown) => (differs.test(key) ? undefined : value));
  return JSON.parse(
    replacements.reduce(
      (left, [pattern, word]) => left.replace(pattern, word),
      text.replaceAll(run.id, "RUN"),
    ),
  ) as unknown;
}

/** Keys of what differs: Graylog's record keeping, counters, and what MISP counts up with each event that it gets. */
const differs =
  /^(?:wazuh_)?(?:started|ended|time|opened|updated|timestamp|alert_lag_seconds|firedtimes|rule_firedtimes|milliseconds|data_misp_lookup_milliseconds|alert_ids|count|eventRecordID|mtime_after|mtime_before)$|^gl2_|(?:attribute|event)_(?:id|ids|uuid|link|timestamp|date)$|^(?:predecoder|index|streams|version|misp_event_link)$/;

const replacements: readonly (readonly [pattern: RegExp, word: string])[] = [
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?/g, "TIME"],
  [/\b\d{10}\.\d+\b/g, "ALERT"],
  [/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, "MESSAGE"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, "DOCUMENT"],
  [/ticket \d+:/g, "ticket N:"],
  [/("ticket":\{"id"):\d+/g, '$1:"N"'],
  [/\b\d+ bytes/g, "N bytes"],
  [/\b\d+ ms\b/g, "N ms"],
  [/by \d+ s/g, "by N s"],
  // An agent of its own in each run.
  [/"(?:wazuh_(?:data_misp_source_)?)?(agent_id|id)":"\d{5}"/g, '"$1":"AGENT"'],
  [/agent \d{5} /g, "agent AGENT "],
  // How often MISP was tried while it was away.
  [/errors: \d+/g, "errors: N"],
];

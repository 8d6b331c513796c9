import type { MatchPriority } from "../../configurator/desired.ts";

/** Graylog's priority of each of MISP's threat levels: `1` low, `2` normal, `3` high. */
export const matchPriorities: readonly MatchPriority[] = [
  { title: "MISP match: high", threatLevel: "high", priority: 3 },
  { title: "MISP match: low", threatLevel: "low", priority: 1 },
  // Whatever other level there is, or none.
  { title: "MISP match", priority: 2 },
];

/** The query of the matches of a priority; a match is of one of them and of no other. */
export function priorityQuery({ threatLevel }: MatchPriority): string {
  const field = "wazuh_data_misp_threat_level";
  const named = matchPriorities.flatMap((other) => other.threatLevel ?? []);
  return threatLevel === undefined ? `NOT ${field}:(${named.join(" OR ")})` : `${field}:${threatLevel}`;
}

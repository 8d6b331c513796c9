import { sysmonFields, systemFields } from "../../analysis/check/sysmon-fields.ts";
import type { ReturnedEvents } from "../../analysis/check/label.ts";
import { syscheckFields } from "../../analysis/decoders/syscheck.ts";
import { staticFields } from "../../analysis/event.ts";
import { type EnrichedField, enrichedFields } from "../../integration-script/enriched-event.ts";

/** Values that rules compare with; of any other field it only counts that it is there. */
const examples: Readonly<Record<string, string>> = {
  integration: "misp",
  "misp.to_ids": "true",
  "misp.category": "Network activity",
  "misp.type": "domain",
  "misp.threat_level": "medium",
  "misp.indicator.kind": "domain",
  "misp.error.kind": "timeout",
};

const sample = (present: EnrichedField["present"]): Record<string, string> =>
  Object.fromEntries(
    enrichedFields
      .filter((field) => field.present === "always" || field.present === present)
      .map(({ path, type }) => [path, examples[path] ?? (type === "strings" ? '["x"]' : "x")]),
  );

const enrichedNames: ReadonlySet<string> = new Set(enrichedFields.map(({ path }) => path.toLowerCase()));

/** The events that custom-misp returns to the manager's queue. */
export const enrichedEvents: ReturnedEvents = {
  name: "the enriched event",
  prefix: "misp.",
  label: { field: "integration", value: "misp" },
  has: (field) => enrichedNames.has(field.toLowerCase()),
  samples: { "A match of custom-misp": sample("match"), "An error of custom-misp": sample("error") },
};

/**
 * What an alert holds beside `data`, as Wazuh writes it to alerts.json: src/analysisd/format/to_json.c. A name that ends
 * in a point stands for whatever is below it.
 */
const envelope: readonly string[] = [
  "timestamp",
  "id",
  "full_log",
  "previous_output",
  "previous_log",
  "location",
  "title",
  ..."level description id comment sidid firedtimes frequency mail groups cve info mitre.id mitre.tactic mitre.technique pci_dss cis gdpr gpg13 hipaa nist_800_53 tsc"
    .split(" ")
    .map((name) => `rule.${name}`),
  ..."id name ip labels.".split(" ").map((name) => `agent.${name}`),
  "manager.name",
  "cluster.name",
  "cluster.node",
  ..."name parent ftscomment accumulate".split(" ").map((name) => `decoder.${name}`),
  ..."program_name timestamp hostname".split(" ").map((name) => `predecoder.${name}`),
  ..."path event mode hard_links symbolic_path diff tags changed_attributes arch value_name value_type win_perm_after. attrs_after audit."
    .split(" ")
    .map((name) => `syscheck.${name}`),
  ...[...syscheckFields].flatMap((name) => [`syscheck.${name}_before`, `syscheck.${name}_after`]),
  "data.audit.",
  "data.vulnerability.",
];

/** Paths of an alert that something after Wazuh may read, with the fields that our decoders and Packetbeat make. */
export function alertPaths(decoded: Iterable<string>): ReadonlySet<string> {
  return new Set([
    ...envelope,
    ...[
      ...staticFields,
      ...enrichedFields.map(({ path }) => path),
      ...systemFields,
      ...[...sysmonFields.values()].flat(),
      ...decoded,
    ].map((path) => `data.${path}`),
  ]);
}

/** Whether an alert can have a path; those that end in a point stand for what is below them. */
export function hasPath(paths: ReadonlySet<string>, path: string): boolean {
  if (paths.has(path)) {
    return true;
  }
  const parts = path.split(".");
  return parts.some((_, index) => index > 0 && paths.has(`${parts.slice(0, index).join(".")}.`));
}

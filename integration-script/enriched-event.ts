/**
 * The enriched event: what custom-misp writes to Wazuh's queue, described once.
 *
 * The integration builds it, the rules of misp.xml match on it, Graylog's pipeline and dashboards name its fields, and
 * the rule check holds all of them against this list. Every value is a string or a list of strings, because Wazuh's JSON
 * decoder turns large numbers into floats.
 */

/** Group of every rule that tells of a match, whatever its id: an alert that has it has passed the hop `raised`. */
export const matchGroup = "misp_match";

export interface EnrichedField {
  /** Path below `data` in the alert that Wazuh makes of the event, dots between the keys. */
  readonly path: string;
  readonly type: "string" | "strings";
  /** `match`: in every event of a match. `error`: in every event of an error. `maybe`: only where MISP or the alert has it. */
  readonly present: "always" | "match" | "error" | "maybe";
  readonly description: string;
}

const field = (
  path: string,
  present: EnrichedField["present"],
  description: string,
  type: EnrichedField["type"] = "string",
): EnrichedField => ({ path, type, present, description });

export const enrichedFields: readonly EnrichedField[] = [
  field("integration", "always", "`misp`: the label that the rules know the event by"),

  field("misp.value", "match", "Value of the best matching attribute, as MISP holds it"),
  field("misp.type", "match", "MISP type of that attribute, such as `domain` or `filename|sha256`"),
  field("misp.category", "match", "MISP category of that attribute, such as `Network activity`"),
  field("misp.to_ids", "match", "`true` where MISP marks the attribute as fit for detection"),
  field("misp.attribute_id", "match", "Id of that attribute"),
  field("misp.attribute_uuid", "match", "UUID of that attribute"),
  field("misp.attribute_timestamp", "match", "Last change of that attribute, ISO 8601 in UTC"),
  field("misp.comment", "maybe", "Comment of that attribute"),
  field("misp.first_seen", "maybe", "First sighting that MISP knows of, ISO 8601"),
  field("misp.last_seen", "maybe", "Last sighting that MISP knows of, ISO 8601"),
  field("misp.decay_score", "maybe", "Score of 0 to 100 by MISP's decaying model, where one is enabled"),
  field("misp.event_id", "match", "Id of the MISP event that the attribute belongs to"),
  field("misp.event_uuid", "match", "UUID of that event"),
  field("misp.event_info", "match", "Title of that event"),
  field("misp.event_link", "match", "Address of that event in MISP's web interface"),
  field("misp.event_date", "maybe", "Date of that event"),
  field(
    "misp.event_published",
    "maybe",
    "`true` where that event is published, `false` where it is a draft or was edited since",
  ),
  field("misp.threat_level", "maybe", "Threat level of that event: `high`, `medium`, `low` or `undefined`"),
  field("misp.org", "maybe", "Organisation that made that event"),
  field("misp.tags", "maybe", "Tags of the attribute and its event", "strings"),

  field("misp.indicator.value", "match", "Value that was found in the alert, normalised"),
  field(
    "misp.indicator.kind",
    "match",
    "Kind of that value: `domain`, `ip`, `url`, `md5`, `sha1`, `sha256`, …",
  ),
  field("misp.indicator.field", "match", "Path in the alert where the value stood"),

  field("misp.matches.count", "match", "Number of attributes that matched"),
  field("misp.matches.values", "match", "Values that matched, each once", "strings"),
  field("misp.matches.event_ids", "match", "Ids of all MISP events that matched", "strings"),
  field("misp.matches.tags", "maybe", "Tags of all matches, each once", "strings"),

  field("misp.lookup.origin", "match", "Where the answer came from: `misp`, `store` or `mirror`"),
  field("misp.lookup.milliseconds", "match", "Time from the start of the call to the answer"),
  field(
    "misp.repeated.count",
    "maybe",
    "Alerts of this agent with this indicator that this event stands for",
  ),
  field("misp.repeated.since", "maybe", "Time of the first of them, ISO 8601 in UTC"),

  field("misp.source.alert_id", "always", "Id of the alert that was looked up: the id that joins all hops"),
  field("misp.source.timestamp", "maybe", "Time of that alert, as Wazuh wrote it"),
  field("misp.source.rule_id", "maybe", "Rule that raised that alert"),
  field("misp.source.rule_level", "maybe", "Level of that rule"),
  field("misp.source.rule_description", "maybe", "Description of that rule"),
  field("misp.source.rule_groups", "maybe", "Groups of that rule", "strings"),
  field("misp.source.agent_id", "maybe", "Id of the agent that the alert came from"),
  field("misp.source.agent_name", "maybe", "Name of that agent"),
  field("misp.source.agent_ip", "maybe", "Address of that agent"),
  field("misp.source.location", "maybe", "Where the agent read the event"),

  field("misp.error.kind", "error", "Kind of the trouble, such as `timeout`, `key-refused` or `tls`"),
  field("misp.error.message", "error", "What happened and what to do, in one sentence"),
  field("misp.error.status", "maybe", "HTTP status that MISP answered with"),
];

import { type Alert, objectAt, textAt, textsAt } from "../alert/alert.ts";

/** What the enriched event tells of the alert that was looked up: `misp.source` of the contract. */
export interface Source {
  readonly alert_id: string;
  readonly timestamp?: string;
  readonly rule_id?: string;
  readonly rule_level?: string;
  readonly rule_description?: string;
  readonly rule_groups?: readonly string[];
  readonly agent_id?: string;
  readonly agent_name?: string;
  readonly agent_ip?: string;
  readonly location?: string;
}

/** Id of an alert that has none, or that could not be read. */
export const unknownAlert = "unknown";

const withoutMissing = (fields: Readonly<Record<string, unknown>>): object => {
  const kept: Record<string, unknown> = {};
  for (const name in fields) {
    if (fields[name] !== undefined) {
      kept[name] = fields[name];
    }
  }
  return kept;
};

export const sourceOf = (alert: Alert): Source => {
  const rule = objectAt(alert, "rule");
  const agent = objectAt(alert, "agent");
  const groups = textsAt(rule, "groups");
  return withoutMissing({
    alert_id: textAt(alert, "id") ?? unknownAlert,
    timestamp: textAt(alert, "timestamp"),
    rule_id: textAt(rule, "id"),
    rule_level: textAt(rule, "level"),
    rule_description: textAt(rule, "description"),
    rule_groups: groups.length > 0 ? groups : undefined,
    agent_id: textAt(agent, "id"),
    agent_name: textAt(agent, "name"),
    agent_ip: textAt(agent, "ip"),
    location: textAt(alert, "location"),
  }) as unknown as Source;
};

import type { Part } from "../../components/sizes.ts";

interface SystemName {
  readonly title: string;
  /** What it is there for. */
  readonly what: string;
}

/** What a part of a lab is called, and what it is there for. */
export const partNames: Readonly<Record<Part, SystemName>> = {
  "wazuh-manager": { title: "Wazuh manager", what: "decides what is an alert" },
  "wazuh-indexer": { title: "Wazuh indexer", what: "keeps alerts for the dashboard" },
  "wazuh-dashboard": { title: "Wazuh dashboard", what: "shows alerts and agents" },
  misp: { title: "MISP", what: "knows indicators" },
  "misp-database": { title: "MISP database", what: "keeps what MISP knows" },
  "misp-cache": { title: "MISP cache", what: "keeps MISP’s sessions and queues" },
  "misp-modules": { title: "MISP modules", what: "enriches MISP’s own events" },
  graylog: { title: "Graylog", what: "makes alerts searchable, and events of matches" },
  "graylog-database": { title: "Graylog database", what: "keeps Graylog’s configuration" },
  "graylog-data-node": { title: "Graylog data node", what: "keeps Graylog’s messages" },
  "fluent-bit": { title: "Fluent Bit", what: "ships alerts" },
  "ticket-desk": { title: "Ticket desk", what: "opens a ticket for each match" },
  door: { title: "Door", what: "leads to systems that another lab shares" },
  configurator: { title: "Configurator", what: "brings the systems to their state, and proves it" },
};

/** What the configurator proves beside the parts. */
const proofNames: Readonly<Record<string, SystemName>> = {
  tickets: { title: "Tickets", what: "each match has one" },
  "wazuh-agents": { title: "Agents", what: "the manager has those that are declared" },
};

/** What a system is there for, by the same name; empty where that is not known. */
export function systemPurpose(system: string): string {
  return named(system)?.what ?? "";
}

/** The title of a system by its name in the stack's outputs, or in the configurator's status. */
export function systemTitle(system: string): string {
  const known = named(system);
  if (known) {
    return known.title;
  }
  const agent = agentOf(system);
  return agent === undefined ? system : `Agent ${agent}`;
}

/** The agent's name, where a system is one: `agent-linux-1` is its container, `agent linux-1` its enrolment. */
export function agentOf(system: string): string | undefined {
  return /^agent[ -](.+)$/s.exec(system)?.[1];
}

const named = (system: string): SystemName | undefined =>
  system in partNames ? partNames[system as Part] : proofNames[system];

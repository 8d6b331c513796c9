import { parse } from "yaml";
import type { GraylogContent, LookupTable } from "../../configurator/desired.ts";
import { render } from "../template.ts";
import { alertFields, graylogName, type FieldKind } from "./alert-fields.ts";
import { agentOwnersFile } from "./agent-owners.ts";
import { withLabs } from "./labs.ts";
import { matchPriorities, priorityQuery } from "./priorities.ts";
import { pipelineRules } from "./rules.ts";

/** Where Graylog's notifications go. */
export interface NotificationReceiver {
  readonly url: string;
  readonly token: string;
}

export interface ContentOptions {
  /** Whom an event tells; without one the event definitions are there and tell nobody. */
  readonly receiver: NotificationReceiver | undefined;
  /** Milliseconds between two runs of an event definition, and so the longest time that a match waits. */
  readonly schedule: number;
  /** Seconds in which the same indicator on the same agent is told of once. @default 0 */
  readonly gracePeriod?: number;
  /** Whether the table of agents' owners is among Graylog's files. */
  readonly owners: boolean;
  /** The labs that Graylog is shared with. @default - it is shared with none */
  readonly labs?: readonly { readonly lab: string; readonly port: number; readonly password: string }[];
}

/** Graylog's content of templates/graylog/. */
export function graylogContent({
  receiver,
  schedule,
  gracePeriod = 0,
  owners,
  labs,
}: ContentOptions): GraylogContent {
  const content = parse(
    render("graylog/content.yaml", {
      ticketDesk: receiver ?? { url: "", token: "" },
      schedule,
      gracePeriod: gracePeriod * 1_000,
      priorities: matchPriorities.map((priority) => ({ ...priority, query: priorityQuery(priority) })),
      owners,
    }),
  ) as Omit<GraylogContent, "rules" | "mappings" | "lookupTables">;
  const rules = pipelineRules();
  const own = {
    ...content,
    ...(!receiver && withoutReceiver(content)),
    mappings: mappings(),
    lookupTables: owners ? [ownersTable] : [],
    rules: owners
      ? rules
      : Object.fromEntries(Object.entries(rules).filter(([name]) => !name.endsWith("-owner"))),
  };
  return labs ? withLabs(own, labs) : own;
}

/** Graylog's names of what a kind of field is kept as. */
const types: Readonly<Record<FieldKind, string>> = {
  keyword: "string",
  list: "string",
  text: "string_fts",
  number: "long",
};

/** Every field has the type that it is written with: Graylog guesses none, and so refuses none. */
function mappings(): GraylogContent["mappings"] {
  const named = (type: string) =>
    alertFields.filter(({ kind }) => types[kind] === type).map(({ path }) => graylogName(path));
  return [
    {
      indexSet: "wazuh",
      type: "string",
      fields: [...new Set([...named("string"), "lab_problem", "agent_owner"])],
    },
    { indexSet: "wazuh", type: "string_fts", fields: [...new Set(named("string_fts"))] },
    { indexSet: "wazuh", type: "long", fields: named("long") },
    { indexSet: "wazuh", type: "double", fields: ["alert_lag_seconds"] },
    { indexSet: "wazuh", type: "date", fields: ["alert_time"] },
  ];
}

const ownersTable: LookupTable = {
  title: "Owners of agents",
  name: "agent-owners",
  path: agentOwnersFile,
};

function withoutReceiver({
  eventDefinitions,
}: Pick<GraylogContent, "eventDefinitions">): Partial<GraylogContent> {
  return {
    urlAllowlist: [],
    notifications: [],
    eventDefinitions: eventDefinitions.map((definition) => ({ ...definition, notifications: [] })),
  };
}

import type { Stored } from "../index/indices.ts";
import { parseElasticTime } from "../messages/times.ts";
import { textOf } from "../messages/value.ts";
import { lookUp } from "../messages/lookup.ts";
import type { Search } from "../query/search.ts";
import type { State } from "../store/state.ts";
import { groupsOf, holds } from "./aggregate.ts";
import type { Definition, FieldSpec } from "./definition.ts";
import type { BacklogMessage, Event } from "./event.ts";
import { eventOf } from "./event.ts";
import { fillTemplate } from "./template.ts";

/** The window that is looked at; milliseconds since 1970, the end excluded. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** An event with the messages that it came from, newest last. */
export interface Found {
  readonly event: Event;
  readonly backlog: readonly BacklogMessage[];
}

/**
 * Finds the events of one window: one a message up to the event limit, or one a group that its condition holds for.
 * @throws {QueryProblem} when the query cannot be read
 */
export function eventsIn(
  definition: Definition,
  window: Window,
  search: Search,
  state: State,
  now: number,
): Found[] {
  const { config } = definition;
  const messages = search.all({ query: config.query, ...window, streams: config.streams, order: "asc" });
  return config.series.length === 0
    ? messages
        .slice(0, config.event_limit)
        .map((message) => ofMessage(definition, window, message, state, now))
    : ofGroups(definition, window, messages, state, now);
}

function ofMessage(
  definition: Definition,
  window: Window,
  message: Stored,
  state: State,
  now: number,
): Found {
  const event = eventOf({
    definition,
    now,
    window,
    timestamp: timeOf(message),
    message: definition.title,
    origin: `urn:graylog:message:es:${message.index}:${message.id}`,
    sourceStreams: streamsOf(message),
    fields: fieldsOf(definition, message.document, state),
    groupByFields: {},
    aggregationConditions: {},
  });
  return { event, backlog: [backlogMessage(message)] };
}

function ofGroups(
  definition: Definition,
  window: Window,
  messages: readonly Stored[],
  state: State,
  now: number,
): Found[] {
  const { config } = definition;
  const condition = config.conditions?.expression;
  const groups = groupsOf(messages, config.group_by, config.series);
  return groups
    .filter((group) => condition !== undefined && condition !== null && holds(condition, group))
    .map((group): Found => {
      const values = Object.fromEntries(config.series.map(({ id }) => [id, group.values.get(id) ?? 0]));
      const by = Object.fromEntries(config.group_by.map((field, index) => [field, group.key[index] ?? ""]));
      const series = Object.entries(values).map(([id, value]) => `${id}=${value.toFixed(1)}`);
      const event = eventOf({
        definition,
        now,
        window,
        timestamp: window.to,
        message: `${definition.title}: ${[...group.key, ...series].join(" - ")}`,
        origin: null,
        sourceStreams: config.streams,
        fields: fieldsOf(definition, by, state),
        groupByFields: by,
        aggregationConditions: values,
      });
      return { event, backlog: group.messages.map(backlogMessage) };
    });
}

/** The event's own fields, from the templates over `source`: the message, or the group. */
function fieldsOf(
  { fieldSpec }: Definition,
  source: Readonly<Record<string, unknown>>,
  state: State,
): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, spec] of Object.entries(fieldSpec)) {
    const value = fieldValue(spec, source, state);
    if (value !== undefined) {
      fields[name] = value;
    }
  }
  return fields;
}

function fieldValue(
  { providers }: FieldSpec,
  source: Readonly<Record<string, unknown>>,
  state: State,
): string | undefined {
  const [provider] = providers;
  if (provider?.type === "lookup-v1") {
    const key = source[provider.key_field ?? ""];
    const found = typeof key === "string" ? lookUp(state, provider.table_name ?? "", key) : undefined;
    return found === undefined ? undefined : textOf(found);
  }
  const template = provider?.template ?? "";
  const named = [...template.matchAll(/\$\{source\.([^}]+)\}/g)].map((match) => match[1] ?? "");
  const missing = named.some((name) => !Object.hasOwn(source, name));
  return provider?.require_values === true && missing ? undefined : fillTemplate(template, { source });
}

function backlogMessage({ id, index, document }: Stored): BacklogMessage {
  const { message, source, streams, timestamp, ...fields } = document as StoredMessage;
  return {
    id,
    index,
    message,
    timestamp: (parseElasticTime(timestamp) ?? new Date(0)).toISOString(),
    source,
    stream_ids: streams,
    fields,
  };
}

function streamsOf({ document }: Stored): readonly string[] {
  return (document as StoredMessage).streams;
}

function timeOf({ document }: Stored): number {
  return (parseElasticTime((document as StoredMessage).timestamp) ?? new Date(0)).getTime();
}

/** What every indexed message has. */
interface StoredMessage {
  readonly message: string;
  readonly source: string;
  readonly streams: readonly string[];
  readonly timestamp: string;
  readonly [field: string]: unknown;
}

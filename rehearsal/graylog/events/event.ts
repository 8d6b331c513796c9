import { ulid } from "../messages/ulid.ts";
import type { Definition } from "./definition.ts";

/** An event, as it is stored, searched and sent. Times as ISO text. */
export interface Event {
  readonly id: string;
  readonly event_definition_type: string;
  readonly event_definition_id: string;
  /** `urn:graylog:message:es:<index>:<id>` of its message; null for an aggregation. */
  readonly origin_context: string | null;
  readonly timestamp: string;
  readonly timestamp_processing: string;
  readonly timerange_start: string | null;
  readonly timerange_end: string | null;
  readonly streams: readonly string[];
  readonly source_streams: readonly string[];
  readonly message: string;
  readonly source: string;
  readonly key_tuple: readonly string[];
  readonly key: string | null;
  readonly priority: number;
  readonly scores: Readonly<Record<string, number>>;
  readonly associated_assets: readonly string[];
  readonly alert: boolean;
  readonly fields: Readonly<Record<string, string>>;
  readonly group_by_fields: Readonly<Record<string, string>>;
  readonly aggregation_conditions: Readonly<Record<string, number>>;
  readonly replay_info: unknown;
}

/** A message that an event came from, as notifications show it. */
export interface BacklogMessage {
  readonly id: string;
  readonly index: string;
  readonly message: string;
  readonly timestamp: string;
  readonly source: string;
  readonly stream_ids: readonly string[];
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What one event is made of. Times in milliseconds since 1970. */
export interface EventParts {
  readonly definition: Definition;
  readonly now: number;
  readonly timestamp: number;
  readonly message: string;
  readonly origin: string | null;
  readonly window: { readonly from: number; readonly to: number };
  readonly sourceStreams: readonly string[];
  readonly fields: Readonly<Record<string, string>>;
  readonly groupByFields: Readonly<Record<string, string>>;
  readonly aggregationConditions: Readonly<Record<string, number>>;
}

/** Makes an event; its key is the values of the definition's key fields. */
export function eventOf(parts: EventParts): Event {
  const { definition, window } = parts;
  const keyTuple = definition.keySpec.map((name) => parts.fields[name] ?? "");
  const iso = (time: number): string => new Date(time).toISOString();
  return {
    id: ulid(parts.now),
    event_definition_type: definition.config.type,
    event_definition_id: definition.id,
    origin_context: parts.origin,
    timestamp: iso(parts.timestamp),
    timestamp_processing: iso(parts.now),
    timerange_start: parts.origin === null ? iso(window.from) : null,
    timerange_end: parts.origin === null ? iso(window.to) : null,
    streams: ["000000000000000000000002"],
    source_streams: parts.sourceStreams,
    message: parts.message,
    source: "graylog",
    key_tuple: keyTuple,
    key: keyTuple.length === 0 ? null : keyTuple.join("|"),
    priority: definition.priority,
    scores: {},
    associated_assets: [],
    alert: definition.alert,
    fields: parts.fields,
    group_by_fields: parts.groupByFields,
    aggregation_conditions: parts.aggregationConditions,
    replay_info: {
      timerange_start: iso(window.from),
      timerange_end: iso(window.to),
      query: definition.config.query,
      streams: parts.sourceStreams,
      filters: [],
    },
  };
}

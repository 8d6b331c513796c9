/** Building the enriched event; enriched-event.ts describes it. */
import type { Trouble } from "../errors.ts";
import type { Match } from "../lookup/match.ts";
import type { Source } from "./source.ts";

type Value = string | readonly string[] | undefined | { readonly [key: string]: Value };
export interface EnrichedEvent {
  readonly integration: "misp";
  readonly misp: Readonly<Record<string, Value>>;
}

export interface Lookup {
  readonly origin: "misp" | "store" | "mirror";
  /** From the start of the call to the answer. */
  readonly milliseconds: number;
}

export interface Repetition {
  readonly count: number;
  /** ISO 8601 in UTC. */
  readonly since: string;
}

const isoTime = (seconds: number): string => new Date(seconds * 1000).toISOString();

const unique = (values: readonly string[]): string[] => [...new Set(values)];

/** Tags may be missing everywhere: then the field is, too. */
const orNothing = (values: readonly string[]): readonly string[] | undefined =>
  values.length > 0 ? values : undefined;

/**
 * The event of an alert that matched.
 *
 * @param matches at least one, the best first
 * @param link MISP's address for the browser
 */
export const matchEvent = (
  matches: readonly Match[],
  source: Source,
  lookup: Lookup,
  link: string,
  repeated?: Repetition,
): EnrichedEvent => {
  const { attribute, indicator } = matches[0]!;
  const { event } = attribute;
  const attributes = matches.map((match) => match.attribute);
  return {
    integration: "misp",
    misp: {
      value: attribute.value,
      type: attribute.type,
      category: attribute.category,
      to_ids: String(attribute.toIds),
      attribute_id: attribute.id,
      attribute_uuid: attribute.uuid,
      attribute_timestamp: isoTime(attribute.timestamp),
      comment: attribute.comment,
      first_seen: attribute.firstSeen,
      last_seen: attribute.lastSeen,
      decay_score: attribute.decayScore?.toString(),
      event_id: event.id,
      event_uuid: event.uuid,
      event_info: event.info,
      event_link: `${link}/events/view/${event.id}`,
      event_date: event.date,
      event_published: event.published?.toString(),
      threat_level: event.threatLevel,
      org: event.org,
      tags: orNothing(attribute.tags),
      indicator: { value: indicator.value, kind: indicator.kind, field: indicator.field },
      matches: {
        count: String(matches.length),
        values: unique(attributes.map(({ value }) => value)),
        event_ids: unique(attributes.map((each) => each.event.id)),
        tags: orNothing(unique(attributes.map(({ tags }) => tags).flat())),
      },
      lookup: { origin: lookup.origin, milliseconds: lookup.milliseconds.toFixed(1) },
      ...(repeated === undefined
        ? {}
        : { repeated: { count: String(repeated.count), since: repeated.since } }),
      source: { ...source },
    },
  };
};

/** The event of trouble. */
export const errorEvent = (trouble: Trouble, source: Source): EnrichedEvent => ({
  integration: "misp",
  misp: {
    error: { kind: trouble.kind, message: trouble.message, status: trouble.status?.toString() },
    source: { ...source },
  },
});

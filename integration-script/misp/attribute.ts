/**
 * What is kept of an attribute that MISP answered with: what the enriched event tells, and what decides which is best.
 *
 * @see https://www.circl.lu/doc/misp/automation/#restsearch
 */
import { isObject, type JsonObject, objectAt, textAt } from "../alert/alert.ts";

export interface MispEvent {
  readonly id: string;
  readonly uuid: string;
  readonly info: string;
  readonly date?: string;
  readonly threatLevel?: ThreatLevel;
  readonly published?: boolean;
  readonly org?: string;
}

export interface Attribute {
  readonly id: string;
  readonly uuid: string;
  readonly type: string;
  readonly category: string;
  readonly value: string;
  readonly toIds: boolean;
  /** Last change, seconds since 1970. */
  readonly timestamp: number;
  readonly comment?: string;
  readonly firstSeen?: string;
  readonly lastSeen?: string;
  /** 0 to 100, the highest of the models. */
  readonly decayScore?: number;
  /** Tags of the attribute and of its event. */
  readonly tags: readonly string[];
  readonly event: MispEvent;
}

const threatLevels = ["high", "medium", "low", "undefined"] as const;
export type ThreatLevel = (typeof threatLevels)[number];

/** 0 is the gravest; an event that tells none comes last. */
export const gravity = (level: ThreatLevel | undefined): number =>
  level === undefined ? threatLevels.length : threatLevels.indexOf(level);

const list = (parent: JsonObject, key: string): JsonObject[] => {
  const value = parent[key];
  return Array.isArray(value) ? value.filter(isObject) : [];
};

const tagsOf = (row: JsonObject, event: JsonObject): string[] => {
  const names = [...list(row, "Tag"), ...list(event, "Tag")].map((tag) => textAt(tag, "name"));
  return [...new Set(names.filter((name) => name !== undefined))];
};

const decayScoreOf = (row: JsonObject): number | undefined => {
  const scores = list(row, "decay_score").map((entry) => Number(entry["score"]));
  return scores.some(Number.isFinite) ? Math.max(...scores.filter(Number.isFinite)) : undefined;
};

/** Last second of the year 9999: what lies beyond is no time. */
const latest = 253_402_300_799;

const secondsOf = (text: string | undefined): number => {
  const seconds = Number(text);
  return seconds >= 0 && seconds <= latest ? seconds : 0;
};

const mispEventOf = (event: JsonObject, id: string): MispEvent => {
  const date = textAt(event, "date");
  const threatLevel = threatLevels[Number(textAt(event, "threat_level_id")) - 1];
  const published = event["published"];
  const org = textAt(objectAt(event, "Orgc"), "name");
  return {
    id,
    uuid: textAt(event, "uuid") ?? "",
    info: textAt(event, "info") ?? "",
    ...(date === undefined ? {} : { date }),
    ...(threatLevel === undefined ? {} : { threatLevel }),
    ...(typeof published === "boolean" ? { published } : {}),
    ...(org === undefined ? {} : { org }),
  };
};

/** An attribute out of a row of `/attributes/restSearch`; nothing where the row lacks what every attribute has. */
export const attributeOf = (row: unknown): Attribute | undefined => {
  if (!isObject(row)) {
    return undefined;
  }
  const event = objectAt(row, "Event");
  const [id, type, value] = [textAt(row, "id"), textAt(row, "type"), textAt(row, "value")];
  const eventId = textAt(row, "event_id") ?? textAt(event, "id");
  if (id === undefined || type === undefined || value === undefined || eventId === undefined) {
    return undefined;
  }
  const comment = textAt(row, "comment");
  const firstSeen = textAt(row, "first_seen");
  const lastSeen = textAt(row, "last_seen");
  const decayScore = decayScoreOf(row);
  return {
    id,
    uuid: textAt(row, "uuid") ?? "",
    type,
    category: textAt(row, "category") ?? "",
    value,
    toIds: row["to_ids"] === true || textAt(row, "to_ids") === "1",
    timestamp: secondsOf(textAt(row, "timestamp")),
    ...(comment === undefined ? {} : { comment }),
    ...(firstSeen === undefined ? {} : { firstSeen }),
    ...(lastSeen === undefined ? {} : { lastSeen }),
    ...(decayScore === undefined ? {} : { decayScore }),
    tags: tagsOf(row, event),
    event: mispEventOf(event, eventId),
  };
};

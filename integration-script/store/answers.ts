/** What MISP answered before. */
import type { Attribute } from "../misp/attribute.ts";
import { type Store, transaction } from "./store.ts";

/** An answer of the store; one that is over its time may still help while MISP is away. */
export interface StoredAnswer {
  readonly attributes: readonly Attribute[];
  readonly expired: boolean;
}

/** Matches are kept for that long after their time, for as long as MISP may be away, seconds. */
const keptAfter = 7 * 86_400;

/** Attributes of one value that are kept; more of them make no better event. */
const mostAttributes = 100;

export const getAnswers = (
  { database, question }: Store,
  values: readonly string[],
  now: number,
): Map<string, StoredAnswer> => {
  const query = database.query("SELECT expires, attributes FROM answer WHERE question = ? AND value = ?");
  const answers = new Map<string, StoredAnswer>();
  for (const value of values) {
    const [row] = query.values(question, value);
    if (row !== undefined) {
      const [expires, attributes] = row as [number, string | null];
      answers.set(value, {
        attributes: attributes === null ? [] : (JSON.parse(attributes) as Attribute[]),
        expired: expires <= now,
      });
    }
  }
  return answers;
};

/** Seconds that answers hold. */
export interface Lifetimes {
  readonly hit: number;
  readonly miss: number;
}

export const putAnswers = (
  { database, question }: Store,
  answers: ReadonlyMap<string, readonly Attribute[]>,
  now: number,
  seconds: Lifetimes,
): void => {
  transaction(database, () => {
    const insert = database.query("REPLACE INTO answer VALUES (?, ?, ?, ?)");
    for (const [value, attributes] of answers) {
      const isHit = attributes.length > 0;
      const kept = isHit ? JSON.stringify(attributes.slice(0, mostAttributes)) : null;
      insert.run(question, value, now + (isHit ? seconds.hit : seconds.miss), kept);
    }
    database
      .query("DELETE FROM answer WHERE expires < ?1 AND (attributes IS NULL OR expires < ?1 - ?2)")
      .run(now, keptAfter);
  });
};

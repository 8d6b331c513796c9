/** What MISP answered before. */
import type { Attribute } from "../misp/attribute.ts";
import { type Database, transaction } from "./database.ts";

/** An answer of the store; one that is over its time may still help while MISP is away. */
export interface StoredAnswer {
  readonly attributes: readonly Attribute[];
  readonly expired: boolean;
}

/** Matches are kept for that long after their time, for as long as MISP may be away, seconds. */
const keptAfter = 7 * 86_400;

/** Attributes of one value that are kept; more of them make no better event. */
const mostAttributes = 100;

export class AnswerStore {
  readonly #database: Database;
  readonly #question: number;

  /** @param question stands for what the answers depend on beside the value: MISP's address and the filters */
  constructor(database: Database, question: number) {
    this.#database = database;
    this.#question = question;
  }

  get(values: readonly string[], now: number): Map<string, StoredAnswer> {
    const query = this.#database.query(
      "SELECT expires, attributes FROM answer WHERE question = ? AND value = ?",
    );
    const answers = new Map<string, StoredAnswer>();
    for (const value of values) {
      const [row] = query.values(this.#question, value);
      if (row !== undefined) {
        const [expires, attributes] = row as [number, string | null];
        answers.set(value, {
          attributes: attributes === null ? [] : (JSON.parse(attributes) as Attribute[]),
          expired: expires <= now,
        });
      }
    }
    return answers;
  }

  put(
    answers: ReadonlyMap<string, readonly Attribute[]>,
    now: number,
    seconds: { hit: number; miss: number },
  ): void {
    transaction(this.#database, () => {
      const insert = this.#database.query("REPLACE INTO answer VALUES (?, ?, ?, ?)");
      for (const [value, attributes] of answers) {
        const isHit = attributes.length > 0;
        const kept = isHit ? JSON.stringify(attributes.slice(0, mostAttributes)) : null;
        insert.run(this.#question, value, now + (isHit ? seconds.hit : seconds.miss), kept);
      }
      this.#database
        .query("DELETE FROM answer WHERE expires < ?1 AND (attributes IS NULL OR expires < ?1 - ?2)")
        .run(now, keptAfter);
    });
  }
}

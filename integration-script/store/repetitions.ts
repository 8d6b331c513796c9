/** Flood protection: the same indicator of the same agent gives one event in a window, with a count. */
import { type Database, transaction } from "./database.ts";

export interface Repeated {
  readonly count: number;
  /** ISO 8601 in UTC. */
  readonly since: string;
}

/** One match on its way: `event` is what would be sent, and is kept while it is held back. */
export interface Occurrence {
  readonly agent: string;
  readonly value: string;
  readonly event: string;
}

/** An event whose window is over and that stands for those that were held back. */
export interface Summary {
  readonly event: string;
  readonly repeated: Repeated;
}

export class RepetitionStore {
  readonly #database: Database;
  readonly #window: number;

  /** @param window seconds */
  constructor(database: Database, window: number) {
    this.#database = database;
    this.#window = window;
  }

  /**
   * Tells for each match whether it is returned, and what it then stands for; the others are held back and counted.
   *
   * @param now seconds since 1970
   */
  admit(occurrences: readonly Occurrence[], now: number): ({ readonly repeated?: Repeated } | "held")[] {
    return transaction(this.#database, () =>
      occurrences.map((occurrence) => this.#admitOne(occurrence, now)),
    );
  }

  #admitOne({ agent, value, event }: Occurrence, now: number): { readonly repeated?: Repeated } | "held" {
    const key = [agent, value] as const;
    const row = this.#database
      .query("SELECT opened, held, first_held FROM repetition WHERE agent = ? AND value = ?")
      .values(...key)[0] as [number, number, string | null] | undefined;
    if (row !== undefined && row[0] <= now && now < row[0] + this.#window) {
      this.#database
        .query(
          `UPDATE repetition SET held = held + 1, first_held = coalesce(first_held, ?), event = ?
           WHERE agent = ? AND value = ?`,
        )
        .run(new Date(now * 1000).toISOString(), event, ...key);
      return "held";
    }
    this.#database.query("REPLACE INTO repetition (agent, value, opened) VALUES (?, ?, ?)").run(...key, now);
    return row === undefined || row[1] === 0 ? {} : { repeated: { count: row[1] + 1, since: row[2] ?? "" } };
  }

  /** Takes what was held back in windows that are over: no later match will tell of it. */
  takeOverdue(now: number): Summary[] {
    const overdue = "held > 0 AND (opened <= ? OR opened > ?)";
    const limits = [now - this.#window, now] as const;
    if (
      this.#database.query(`SELECT 1 FROM repetition WHERE ${overdue} LIMIT 1`).values(...limits).length === 0
    ) {
      return [];
    }
    const rows = this.#database
      .query(`DELETE FROM repetition WHERE ${overdue} RETURNING event, held, first_held`)
      .values(...limits) as [string, number, string][];
    this.#database.query("DELETE FROM repetition WHERE held = 0 AND opened <= ?").run(limits[0]);
    return rows.map(([event, count, since]) => ({ event, repeated: { count, since } }));
  }
}

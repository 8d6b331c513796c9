/** Values that were seen, until MISP is told. */
import { type Database, transaction } from "./database.ts";

/** The oldest go when there are more: MISP may be away for long. */
const mostSightings = 50_000;

export interface Batch {
  readonly ids: readonly number[];
  readonly values: readonly string[];
}

export class SightingStore {
  readonly #database: Database;
  constructor(database: Database) {
    this.#database = database;
  }

  add(values: readonly string[], now: number): void {
    transaction(this.#database, () => {
      const insert = this.#database.query("INSERT INTO sighting (at, value) VALUES (?, ?)");
      values.forEach((value) => insert.run(now, value));
      this.#database
        .query("DELETE FROM sighting WHERE id <= (SELECT max(id) FROM sighting) - ?")
        .run(mostSightings);
    });
  }

  /** How many wait, and since when. */
  waiting(): { readonly count: number; readonly since: number } {
    const [row] = this.#database.query("SELECT count(*), min(at) FROM sighting").values() as [
      number,
      number | null,
    ][];
    return { count: row![0], since: row![1] ?? 0 };
  }

  next(most: number): Batch {
    const rows = this.#database.query("SELECT id, value FROM sighting ORDER BY id LIMIT ?").values(most) as [
      number,
      string,
    ][];
    return { ids: rows.map(([id]) => id), values: [...new Set(rows.map(([, value]) => value))] };
  }

  sent({ ids }: Batch): void {
    transaction(this.#database, () => {
      const statement = this.#database.query("DELETE FROM sighting WHERE id = ?");
      ids.forEach((id) => statement.run(id));
    });
  }
}

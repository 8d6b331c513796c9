import type { Database } from "bun:sqlite";

/** What calls remember, and what part of it is this call's. */
export interface Store {
  readonly database: Database;
  /** Stands for what answers depend on beside the value: MISP's address and the filters. */
  readonly question: number;
  /** Seconds in which the same indicator of the same agent gives one event. */
  readonly repeatSeconds: number;
}

/**
 * Begins to write. The journal is kept from one time to the next, which spares making and removing a file; that is said
 * here, because it reads the store, and most calls write nothing.
 */
const begin = "PRAGMA journal_mode = PERSIST; BEGIN IMMEDIATE";

/** Runs several statements as one: all of them count, or none. */
export const transaction = <T>(database: Database, work: () => T): T => {
  database.run(begin);
  try {
    const result = work();
    database.run("COMMIT");
    return result;
  } catch (error) {
    try {
      database.run("ROLLBACK");
    } catch {
      // SQLite has rolled back by itself, as it does when the disk is full.
    }
    throw error;
  }
};

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";
import { DatabaseSync } from "node:sqlite";

/** A row as SQLite gives it. */
export type Row = Readonly<Record<string, string | number | null>>;

/** A function that statements can call, which gives the same for the same argument. */
export type SqlFunction = (value: SQLOutputValue) => SQLInputValue;

/** A server's state in one SQLite file, so that a restart finds it as it was. */
export class SqliteStore {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /**
   * Opens the state in a folder, which is made when it is not there.
   *
   * @param schema statements that make what is not there yet
   * @param functions by the name that statements call them by
   */
  constructor(folder: string, schema: string, functions: Readonly<Record<string, SqlFunction>> = {}) {
    mkdirSync(folder, { recursive: true });
    this.#database = new DatabaseSync(join(folder, "rehearsal.sqlite"));
    for (const [name, work] of Object.entries(functions)) {
      this.#database.function(name, { deterministic: true }, work);
    }
    this.#database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${schema}`);
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#prepared(sql).all(...values) as Row[];
  }

  /** Rows one after the other, so that not all of them are in memory. */
  *each(sql: string, ...values: SQLInputValue[]): Generator<Row> {
    // A statement of its own: two of these may go on at once.
    for (const row of this.#database.prepare(sql).iterate(...values)) {
      yield row as Row;
    }
  }

  one(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#prepared(sql).get(...values) as Row | undefined;
  }

  /** Runs a statement and gives the id of the row that it added, or 0. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#prepared(sql).run(...values).lastInsertRowid);
  }

  /** All or nothing of what is done meanwhile. */
  together<T>(work: () => T): T {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  close(): void {
    this.#database.close();
  }

  /** Statements are prepared once; of those that are made for one request alone there are few. */
  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) {
      return known;
    }
    const statement = this.#database.prepare(sql);
    if (this.#statements.size < 200) {
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

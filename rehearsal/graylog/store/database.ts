import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { SQLInputValue, StatementSync } from "node:sqlite";
import { DatabaseSync } from "node:sqlite";

/** A row as SQLite gives it. */
export type Row = Readonly<Record<string, string | number | null>>;

/** An object that is kept: a stream, a rule, an event definition … It has an `id`. */
export type Document = Readonly<Record<string, unknown>> & { readonly id: string };

/** The state, in one SQLite file, so that a restart finds configuration and messages as they were. */
export class Database {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** Opens the state in a folder, which is made when it is not there. */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#database = new DatabaseSync(join(folder, "rehearsal.sqlite"));
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

  run(sql: string, ...values: SQLInputValue[]): void {
    this.#prepared(sql).run(...values);
  }

  /** All or nothing of what is done meanwhile. */
  together(work: () => void): void {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      work();
      this.#database.exec("COMMIT");
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

/** The objects of one kind, in the order in which they were added. */
export class Collection {
  readonly #database: Database;
  readonly #kind: string;
  readonly #changed: () => void;

  /** @param changed is called after each change */
  constructor(database: Database, kind: string, changed: () => void) {
    this.#database = database;
    this.#kind = kind;
    this.#changed = changed;
  }

  all(): Document[] {
    const rows = this.#database.all(
      "SELECT content FROM documents WHERE kind = ? ORDER BY number",
      this.#kind,
    );
    return rows.map(({ content }) => JSON.parse(String(content)) as Document);
  }

  find(id: string): Document | undefined {
    const row = this.#database.one("SELECT content FROM documents WHERE kind = ? AND id = ?", this.#kind, id);
    return row === undefined ? undefined : (JSON.parse(String(row["content"])) as Document);
  }

  /** Adds an object, or puts it in the place of that with its id. */
  save<T extends Document>(document: T): T {
    this.#database.run(
      `INSERT INTO documents (kind, id, content) VALUES (?, ?, ?)
       ON CONFLICT (kind, id) DO UPDATE SET content = excluded.content`,
      this.#kind,
      document.id,
      JSON.stringify(document),
    );
    this.#changed();
    return document;
  }

  remove(id: string): void {
    this.#database.run("DELETE FROM documents WHERE kind = ? AND id = ?", this.#kind, id);
    this.#changed();
  }
}

/** A new id of MongoDB's form: 24 hexadecimal digits, of which the first eight are the time. */
export function newId(now: number): string {
  return (
    Math.floor(now / 1000)
      .toString(16)
      .padStart(8, "0") + randomBytes(8).toString("hex")
  );
}

const schema = `
CREATE TABLE IF NOT EXISTS documents (
  number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL, content TEXT NOT NULL,
  UNIQUE (kind, id));
CREATE TABLE IF NOT EXISTS indices (
  name TEXT PRIMARY KEY, index_set_id TEXT NOT NULL, number INTEGER NOT NULL, mapping TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS messages (
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, index_name TEXT NOT NULL, timestamp INTEGER NOT NULL,
  content TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS messages_time ON messages (timestamp);
CREATE INDEX IF NOT EXISTS messages_id ON messages (index_name, id);
CREATE TABLE IF NOT EXISTS failures (
  number INTEGER PRIMARY KEY AUTOINCREMENT, timestamp INTEGER NOT NULL, index_name TEXT NOT NULL,
  message_id TEXT NOT NULL, reason TEXT NOT NULL);
`;

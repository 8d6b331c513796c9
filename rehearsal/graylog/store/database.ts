import { randomBytes } from "node:crypto";
import { SqliteStore } from "../../store/sqlite.ts";

/** An object that is kept: a stream, a rule, an event definition … It has an `id`. */
export type Document = Readonly<Record<string, unknown>> & { readonly id: string };

/** Configuration, indices and messages. */
export class Database extends SqliteStore {
  constructor(folder: string) {
    super(folder, schema);
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

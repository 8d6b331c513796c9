/** Writing attributes to a mirror. */
import { Database } from "bun:sqlite";
import type { Attribute } from "../misp/attribute.ts";
import { keysOf, mirrorSchema, type MirrorState } from "../store/mirror.ts";

export class MirrorWriter {
  readonly #database: Database;
  readonly #keyTable: string;
  readonly #events = new Set<string>();

  private constructor(database: Database, keyTable: string) {
    this.#database = database;
    this.#keyTable = keyTable;
  }

  /** A new mirror: its journal is kept in memory, because no one reads the file before it is whole. */
  static create(path: string): MirrorWriter {
    const database = new Database(path, { readwrite: true, create: true });
    database.run(`PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; ${mirrorSchema}; BEGIN`);
    // Keys come in no order: they are sorted once, at the end, which is many times faster than one by one.
    database.run("CREATE TEMP TABLE pair (hash INTEGER, attribute INTEGER)");
    return new MirrorWriter(database, "pair");
  }

  /** A mirror that is in use. */
  static open(path: string): MirrorWriter {
    const database = new Database(path, { readwrite: true });
    database.run("PRAGMA busy_timeout = 10000");
    return new MirrorWriter(database, "key");
  }

  put(attribute: Attribute): void {
    this.#putEvent(attribute);
    this.#database
      .query("REPLACE INTO attribute VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .run(
        Number(attribute.id),
        Number(attribute.event.id),
        attribute.uuid,
        attribute.type,
        attribute.category,
        attribute.value,
        attribute.toIds ? 1 : 0,
        attribute.timestamp,
        attribute.comment ?? null,
        attribute.firstSeen ?? null,
        attribute.lastSeen ?? null,
        attribute.decayScore ?? null,
        attribute.tags.length > 0 ? JSON.stringify(attribute.tags) : null,
      );
    const insert = this.#database.query(`INSERT OR IGNORE INTO ${this.#keyTable} VALUES (?, ?)`);
    for (const hash of keysOf(attribute)) {
      insert.run(hash, Number(attribute.id));
    }
  }

  /** Events are many attributes' own: each is written once. */
  #putEvent({ event }: Attribute): void {
    if (!this.#events.has(event.id)) {
      this.#events.add(event.id);
      this.#database
        .query("REPLACE INTO event VALUES (?, ?, ?, ?, ?, ?, ?)")
        .run(
          Number(event.id),
          event.uuid,
          event.info,
          event.date ?? null,
          event.threatLevel ?? null,
          event.published === undefined ? null : Number(event.published),
          event.org ?? null,
        );
    }
  }

  /** Takes an attribute out, with the keys of its old value. */
  remove(id: number): void {
    const [row] = this.#database.query("SELECT type, value FROM attribute WHERE id = ?").values(id) as [
      string,
      string,
    ][];
    if (row !== undefined) {
      const [type, value] = row;
      for (const hash of keysOf({ type, value })) {
        this.#database.query("DELETE FROM key WHERE hash = ? AND attribute = ?").run(hash, id);
      }
      this.#database.query("DELETE FROM attribute WHERE id = ?").run(id);
    }
  }

  transaction(work: () => void): void {
    this.#database.run("BEGIN IMMEDIATE");
    try {
      work();
      this.#database.run("COMMIT");
    } catch (error) {
      this.#database.run("ROLLBACK");
      throw error;
    }
  }

  setState({ question, fullAt, syncedAt, rows, lastId }: MirrorState): void {
    this.#database
      .query("REPLACE INTO state VALUES (1, ?, ?, ?, ?, ?)")
      .run(question, fullAt, syncedAt, rows, lastId);
  }

  counts(): { readonly attributes: number; readonly events: number } {
    const count = (table: string) =>
      this.#database.query(`SELECT count(*) FROM ${table}`).values()[0]![0] as number;
    return { attributes: count("attribute"), events: count("event") };
  }

  /** Ends a new mirror. */
  finish(): void {
    this.#database.run("INSERT OR IGNORE INTO key SELECT hash, attribute FROM pair ORDER BY hash, attribute");
    this.#database.run("COMMIT; DROP TABLE pair");
  }

  close(): void {
    this.#database.close();
  }
}

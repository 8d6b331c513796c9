import type { Database } from "../store/database.ts";
import type { IndexedDocument } from "./document.ts";
import type { Mapping } from "./mapping.ts";
import { extendMapping, IndexingProblem, templateMapping } from "./mapping.ts";

/** An index set, as far as indexing needs it. */
export interface IndexSet {
  readonly id: string;
  readonly prefix: string;
  /** Types that fields were given by hand, from the next rotation on. */
  readonly customMappings: Mapping;
}

/** A document in an index. */
export interface Stored {
  readonly id: string;
  readonly index: string;
  readonly document: IndexedDocument;
}

/** How many messages are kept. */
const mostMessages = 100_000;

/** The indices: what is written, and what they know of their fields. */
export class Indices {
  readonly #database: Database;
  readonly #mappings = new Map<string, Mapping>();
  /** The index that each set writes to. */
  readonly #active = new Map<string, string>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** The index that an index set writes to; the first one is made when there is none. */
  active(set: IndexSet): string {
    const known = this.#active.get(set.id);
    if (known !== undefined) {
      return known;
    }
    const row = this.#database.one(
      "SELECT name FROM indices WHERE index_set_id = ? ORDER BY number DESC LIMIT 1",
      set.id,
    );
    const name = row === undefined ? this.rotate(set) : String(row["name"]);
    this.#active.set(set.id, name);
    return name;
  }

  /** Begins the next index of a set, with the fields' types as they are set now. */
  rotate(set: IndexSet): string {
    const last = this.#database.one("SELECT MAX(number) AS last FROM indices WHERE index_set_id = ?", set.id);
    const number = typeof last?.["last"] === "number" ? last["last"] + 1 : 0;
    const name = `${set.prefix}_${number}`;
    const mapping = JSON.stringify({ ...templateMapping, ...set.customMappings });
    this.#database.run(
      "INSERT INTO indices (name, index_set_id, number, mapping) VALUES (?, ?, ?, ?)",
      name,
      set.id,
      number,
      mapping,
    );
    this.#active.set(set.id, name);
    return name;
  }

  /** The fields of an index. */
  mapping(index: string): Mapping {
    const known = this.#mappings.get(index);
    if (known !== undefined) {
      return known;
    }
    const row = this.#database.one("SELECT mapping FROM indices WHERE name = ?", index);
    const mapping = JSON.parse(String(row?.["mapping"] ?? "{}")) as Mapping;
    this.#mappings.set(index, mapping);
    return mapping;
  }

  /** Writes a document; where OpenSearch would refuse it, the message is lost and a failure is kept. */
  write(set: IndexSet, id: string, document: IndexedDocument, timestamp: number, now: number): void {
    const index = this.active(set);
    try {
      this.#learn(index, document);
    } catch (error) {
      if (!(error instanceof IndexingProblem)) {
        throw error;
      }
      this.#database.run(
        "INSERT INTO failures (timestamp, index_name, message_id, reason) VALUES (?, ?, ?, ?)",
        now,
        index,
        id,
        error.message.replace("document with id", `document with id '${id}'`),
      );
      return;
    }
    this.#database.run(
      "INSERT INTO messages (id, index_name, timestamp, content) VALUES (?, ?, ?, ?)",
      id,
      index,
      timestamp,
      JSON.stringify(document),
    );
  }

  /** Forgets the oldest messages beyond what is kept. */
  trim(): void {
    this.#database.run(
      "DELETE FROM messages WHERE number <= (SELECT MAX(number) FROM messages) - ?",
      mostMessages,
    );
  }

  /** The document with an id. */
  find(index: string, id: string): Stored | undefined {
    const row = this.#database.one("SELECT content FROM messages WHERE index_name = ? AND id = ?", index, id);
    return row === undefined
      ? undefined
      : { id, index, document: JSON.parse(String(row["content"])) as IndexedDocument };
  }

  /** Removes every index of a set with what is in it. */
  drop(setId: string): void {
    for (const { name } of this.#database.all("SELECT name FROM indices WHERE index_set_id = ?", setId)) {
      this.#database.run("DELETE FROM messages WHERE index_name = ?", String(name));
      this.#mappings.delete(String(name));
    }
    this.#active.delete(setId);
    this.#database.run("DELETE FROM indices WHERE index_set_id = ?", setId);
  }

  #learn(index: string, document: IndexedDocument): void {
    const known = this.mapping(index);
    const extended = extendMapping(known, document);
    if (extended !== known) {
      this.#mappings.set(index, extended);
      this.#database.run("UPDATE indices SET mapping = ? WHERE name = ?", JSON.stringify(extended), index);
    }
  }
}

import type { IndexedDocument } from "../index/document.ts";
import type { Indices, Stored } from "../index/indices.ts";
import type { Database } from "../store/database.ts";
import { matches, searchable } from "./match.ts";
import { parseQuery } from "./parse.ts";

/** What is searched for. Times in milliseconds since 1970; the first is included, the last is not. */
export interface SearchFor {
  readonly query: string;
  readonly from: number;
  readonly to: number;
  /** Only messages in one of these streams; undefined is any that is not one of the system's events. */
  readonly streams?: readonly string[];
  readonly order: "asc" | "desc";
}

/** Streams whose messages are events, not messages. */
export const eventStreams: readonly string[] = ["000000000000000000000002", "000000000000000000000003"];

/** Searches messages. */
export class Search {
  readonly #database: Database;
  readonly #indices: Indices;
  readonly #leadingWildcards: boolean;

  constructor(database: Database, indices: Indices, leadingWildcards: boolean) {
    this.#database = database;
    this.#indices = indices;
    this.#leadingWildcards = leadingWildcards;
  }

  /**
   * Every message that fits, in the order of their timestamps, one after the other.
   * @throws {QueryProblem} when the query cannot be read
   */
  *each(search: SearchFor): Generator<Stored> {
    const query = parseQuery(search.query, this.#leadingWildcards);
    const rows = this.#database.each(
      `SELECT id, index_name, content FROM messages WHERE timestamp >= ? AND timestamp < ?
       ORDER BY timestamp ${search.order}, number ${search.order}`,
      search.from,
      search.to,
    );
    for (const row of rows) {
      const document = JSON.parse(String(row["content"])) as IndexedDocument;
      const id = String(row["id"]);
      const index = String(row["index_name"]);
      if (
        inStreams(document, search.streams) &&
        matches(query, searchable(document, id, this.#indices.mapping(index)))
      ) {
        yield { id, index, document };
      }
    }
  }

  all(search: SearchFor): Stored[] {
    return [...this.each(search)];
  }

  /** Some of the messages that fit, and how many there are; no more of them are in memory at once. */
  page(
    search: SearchFor,
    offset: number,
    limit: number,
  ): { readonly total: number; readonly found: Stored[] } {
    const found: Stored[] = [];
    let total = 0;
    for (const message of this.each(search)) {
      if (total >= offset && found.length < limit) {
        found.push(message);
      }
      total += 1;
    }
    return { total, found };
  }
}

function inStreams(document: IndexedDocument, wanted: readonly string[] | undefined): boolean {
  const streams = Array.isArray(document["streams"]) ? (document["streams"] as unknown[]) : [];
  return wanted === undefined || wanted.length === 0
    ? !streams.some((stream) => eventStreams.includes(String(stream)))
    : streams.some((stream) => wanted.includes(String(stream)));
}

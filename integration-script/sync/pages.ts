/** All attributes that a question leaves, page by page; the next page is on its way while one is worked on. */
import { isObject } from "../alert/alert.ts";
import type { MispClient } from "../misp/client.ts";
import { rowsOf, skippedOf } from "../misp/search.ts";

/** Attributes a page: some five megabytes of JSON. */
export const pageSize = 2500;

export interface Page {
  readonly number: number;
  readonly rows: readonly unknown[];
  /** Whether another page may follow. */
  readonly full: boolean;
}

export type Question = Readonly<Record<string, unknown>>;

export const fetchPage = async (
  client: () => MispClient,
  question: Question,
  number: number,
): Promise<Page> => {
  const asked = client();
  const answer = await asked.request("POST", "/attributes/restSearch", {
    ...question,
    limit: pageSize,
    page: number,
  });
  const rows = rowsOf(answer, asked.url);
  return { number, rows, full: rows.length + skippedOf(answer) >= pageSize };
};

export async function* pagesOf(
  client: () => MispClient,
  question: Question,
  first = 1,
): AsyncGenerator<Page> {
  let next: Promise<Page> | undefined = fetchPage(client, question, first);
  while (next !== undefined) {
    const page: Page = await next;
    next = page.full ? fetchPage(client, question, page.number + 1) : undefined;
    // A failure is thrown when its page is asked for, not before.
    next?.catch(() => undefined);
    yield page;
  }
}

/** How far a question's rows went. */
export class Extent {
  /** Rows on all pages, also those before the first that was added. */
  rows = 0;
  /** Highest id. */
  lastId = 0;

  add({ number, rows }: Page): void {
    this.rows = (number - 1) * pageSize + rows.length;
    this.lastId = rows.reduce<number>((last, row) => Math.max(last, idOf(row)), this.lastId);
  }

  /** Number of the page that the row after so many stands on. */
  static lastPage(rows: number): number {
    return Math.floor(rows / pageSize) + 1;
  }
}

/** Id of a row, as a number. */
export const idOf = (row: unknown): number => (isObject(row) ? Number(row["id"]) || 0 : 0);

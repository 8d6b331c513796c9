/**
 * Mirroring what changed since the last sync. Three questions find it:
 *
 * - attributes that were changed or deleted since, whatever they are now;
 * - attributes that came since: rows come in the order of their ids, so the new ones are on the last pages. Their time
 *   stamps do not tell: an event out of a feed keeps those that it was made with;
 * - with the option `published`, attributes of events that were published since.
 *
 * What none of them shows, such as an event that was deleted as a whole, the next full sync brings right.
 */
import type { MirrorState } from "../store/mirror.ts";
import { mirrorPath } from "../store/paths.ts";
import type { SyncMeans, SyncResult } from "./means.ts";
import { Extent, fetchPage, idOf, type Page, pagesOf } from "./pages.ts";
import { contextQuestion, countingAttribute, currentQuestion } from "./rows.ts";
import { MirrorWriter } from "./writer.ts";

/** Clocks differ, and a change is seen a while after its time stamp: seconds that are asked for once more. */
const overlap = 300;

const apply = (writer: MirrorWriter, page: Page, { options }: SyncMeans): void => {
  writer.transaction(() => {
    for (const row of page.rows) {
      const attribute = countingAttribute(row, options);
      // The old value's keys go first, also where the attribute only changed.
      writer.remove(idOf(row));
      if (attribute !== undefined) {
        writer.put(attribute);
      }
    }
  });
};

/** The pages from the last one that was known on; one earlier for each page's worth of rows that was deleted since. */
async function* newPages(
  { client, options }: SyncMeans,
  { rows, lastId }: MirrorState,
): AsyncGenerator<Page> {
  const question = currentQuestion(options);
  let first = Extent.lastPage(rows);
  for (let page = await fetchPage(client, question, first); first > 1;) {
    const [row] = page.rows;
    if (row !== undefined && idOf(row) <= lastId) {
      break;
    }
    first -= 1;
    page = await fetchPage(client, question, first);
  }
  yield* pagesOf(client, question, first);
}

export const syncChanges = async (means: SyncMeans, state: MirrorState): Promise<SyncResult> => {
  const { folder, options, client, now } = means;
  const since = String(state.syncedAt - overlap);
  const writer = MirrorWriter.open(mirrorPath(folder));
  try {
    const changed = { ...contextQuestion(options), timestamp: since, deleted: [0, 1] };
    for await (const page of pagesOf(client, changed)) {
      apply(writer, page, means);
    }
    if (options.published) {
      for await (const page of pagesOf(client, { ...currentQuestion(options), last: since })) {
        apply(writer, page, means);
      }
    }
    const extent = new Extent();
    for await (const page of newPages(means, state)) {
      apply(writer, page, means);
      extent.add(page);
    }
    writer.transaction(() => {
      writer.setState({
        ...state,
        syncedAt: now,
        rows: extent.rows,
        lastId: Math.max(extent.lastId, state.lastId),
      });
    });
    return { kind: "changes", ...writer.counts() };
  } finally {
    writer.close();
  }
};

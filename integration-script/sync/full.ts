/** Mirroring everything anew. */
import { Database } from "bun:sqlite";
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from "node:fs";
import { mirrorPath } from "../store/paths.ts";
import type { SyncMeans, SyncResult } from "./means.ts";
import { Extent, pagesOf } from "./pages.ts";
import { countingAttribute, currentQuestion } from "./rows.ts";
import { MirrorWriter } from "./writer.ts";

/** Lets SQLite undo what a killed sync left half done: its journal must never be taken for the new file's. */
const settle = (path: string): void => {
  try {
    const old = new Database(path, { readwrite: true });
    old.run("BEGIN EXCLUSIVE");
    old.run("COMMIT");
    old.close();
  } catch {
    // There is none, or it is broken and about to be replaced.
  }
  rmSync(`${path}-journal`, { force: true });
};

/** Puts a file into its place, safely on disk. */
const replaceMirror = (made: string, path: string): void => {
  const file = openSync(made, "r+");
  fsyncSync(file);
  closeSync(file);
  settle(path);
  renameSync(made, path);
};

export const syncFully = async ({
  folder,
  options,
  question,
  client,
  now,
}: SyncMeans): Promise<SyncResult> => {
  mkdirSync(folder, { recursive: true, mode: 0o750 });
  const path = mirrorPath(folder);
  const made = `${path}.new`;
  rmSync(made, { force: true });
  const writer = MirrorWriter.create(made);
  try {
    const extent = new Extent();
    for await (const page of pagesOf(client, currentQuestion(options))) {
      for (const row of page.rows) {
        const attribute = countingAttribute(row, options);
        if (attribute !== undefined) {
          writer.put(attribute);
        }
      }
      extent.add(page);
    }
    writer.setState({ question, fullAt: now, syncedAt: now, rows: extent.rows, lastId: extent.lastId });
    writer.finish();
    const counts = writer.counts();
    replaceMirror(made, path);
    return { kind: "full", ...counts };
  } finally {
    writer.close();
    rmSync(made, { force: true });
  }
};

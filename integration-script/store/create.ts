/** Making the store; separate from opening it, because only the first call needs it. */
import { Database } from "bun:sqlite";
import { linkSync, mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { schema } from "./schema.ts";

const filesOf = (path: string): string[] => [path, `${path}-journal`];

const remove = (path: string): void => {
  filesOf(path).forEach((file) => {
    rmSync(file, { force: true });
  });
};

/** Takes a broken store away. */
export const discardStore = remove;

/**
 * Makes a store beside its place and links it there whole, so that of calls at the same time one wins and no one sees
 * half a store.
 */
export const createStore = (path: string): void => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o750 });
  const made = `${path}.${process.pid}`;
  remove(made);
  try {
    const database = new Database(made, { readwrite: true, create: true });
    database.run(`PRAGMA synchronous = OFF; ${schema}`);
    database.close();
    linkSync(made, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
      throw error;
    }
  } finally {
    remove(made);
  }
};

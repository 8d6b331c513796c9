/**
 * Opening the store: a SQLite file that all calls share.
 *
 * It is written without waiting for the disk, which costs a call nothing and survives the death of any process; after a
 * crash of the whole machine the file is checked before it is used again, and begun anew where it was torn. It holds
 * nothing that cannot be asked for once more.
 */
import { Database } from "bun:sqlite";
import { readText } from "../system/libc.ts";
import { storePath } from "./paths.ts";

/** How long a statement waits for another process, milliseconds. */
const patience = 2000;

const bootId = (): string => {
  try {
    return readText("/proc/sys/kernel/random/boot_id").trim();
  } catch {
    return "";
  }
};

const codeOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";

/** Whether an error tells that the file is no store, or a broken one; anything else may pass by itself. */
export const isBroken = (error: unknown): boolean =>
  ["SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR", "SQLITE_SCHEMA", "SQLITE_MISMATCH"].some((code) =>
    codeOf(error).startsWith(code),
  );

const connect = (path: string): Database => {
  const database = new Database(path, { readwrite: true });
  database.run(`PRAGMA busy_timeout = ${patience}; PRAGMA synchronous = OFF`);
  return database;
};

/** Checks the file once after each start of the machine. */
const checkAfterBoot = (database: Database): void => {
  const boot = bootId();
  const checked = database.query("SELECT boot FROM checked").values()[0]?.[0];
  if (checked === boot) {
    return;
  }
  const [result] = database.query("PRAGMA quick_check(1)").values();
  if (result?.[0] !== "ok") {
    throw Object.assign(new Error(`The store is torn: ${String(result?.[0])}.`), { code: "SQLITE_CORRUPT" });
  }
  database.query("REPLACE INTO checked VALUES (1, ?)").run(boot);
};

const openChecked = (path: string): Database => {
  const database = connect(path);
  try {
    checkAfterBoot(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
};

/**
 * Opens the store of a folder, makes it where there is none, and makes it anew where it is broken.
 *
 * @throws where the folder cannot be written to, the disk is full, or the store stays busy
 */
export const openDatabase = async (folder: string): Promise<Database> => {
  const path = storePath(folder);
  try {
    return openChecked(path);
  } catch (error) {
    const { createStore, discardStore } = await import("./create.ts");
    if (isBroken(error)) {
      discardStore(path);
    } else if (codeOf(error) !== "SQLITE_CANTOPEN") {
      throw error;
    }
    createStore(path);
    return openChecked(path);
  }
};

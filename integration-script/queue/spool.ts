/**
 * Events that Wazuh's queue did not take, until it does: one file each, in a folder that exists only while there are
 * any. A file is renamed by the call that takes it, so that no other sends it as well.
 */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";

const ending = ".event";
const taken = ".taken";
const unfinished = ".new";

/** Milliseconds after which a call that took an event and did not send it has died. */
const longestHold = 60_000;

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** Keeps an event, safely on disk. */
export const spool = (folder: string, line: Uint8Array, number: number): void => {
  const name = `${folder}/${String(Date.now()).padStart(15, "0")}-${process.pid}-${String(number).padStart(6, "0")}`;
  for (let attempt = 0; ; attempt += 1) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o750 });
      const file = openSync(`${name}${unfinished}`, "wx", 0o640);
      try {
        writeSync(file, line);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(`${name}${unfinished}`, `${name}${ending}`);
      return;
    } catch (error) {
      // A call that emptied the spool removed its folder in between.
      if (codeOf(error) !== "ENOENT" || attempt >= 5) {
        throw error;
      }
    }
  }
};

const renamed = (from: string, to: string): boolean => {
  try {
    renameSync(from, to);
    return true;
  } catch {
    return false;
  }
};

/** Tidies up after a call that has died: what it took is given back, what it did not finish writing goes. */
const recover = (folder: string, name: string, now: number): void => {
  const path = `${folder}/${name}`;
  try {
    if (now - statSync(path).ctimeMs <= longestHold) {
      return;
    }
    if (name.endsWith(unfinished)) {
      unlinkSync(path);
    } else {
      renamed(path, path.slice(0, path.indexOf(ending) + ending.length));
    }
  } catch {
    // It was sent just now.
  }
};

const list = (folder: string): string[] => {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
};

/**
 * Sends what was kept, the oldest first, until the queue takes no more or time is over.
 *
 * @param end on the clock of `performance.now()`
 * @param now milliseconds since 1970
 * @returns how many were sent
 */
export const drain = (
  folder: string,
  send: (line: Uint8Array) => boolean,
  end: number,
  now = Date.now(),
): number => {
  let sent = 0;
  for (const name of list(folder)) {
    if (name.includes(taken) || name.endsWith(unfinished)) {
      recover(folder, name, now);
      continue;
    }
    const path = `${folder}/${name}`;
    const mine = `${path}${taken}-${process.pid}`;
    if (!name.endsWith(ending) || !renamed(path, mine)) {
      continue;
    }
    if (performance.now() >= end || !send(readFileSync(mine))) {
      renamed(mine, path);
      return sent;
    }
    unlinkSync(mine);
    sent += 1;
  }
  try {
    rmdirSync(folder);
  } catch {
    // Another call kept an event just now, or an event is still being sent.
  }
  return sent;
};

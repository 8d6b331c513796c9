import { closeSync, openSync } from "node:fs";
import { dlopen } from "bun:ffi";

const LOCK_EX = 2;
const LOCK_NB = 4;

/** Holds a lock until the process ends, however it ends; tells whether it was free. */
export const lockFile = (path: string): boolean => {
  const { symbols: libc } = dlopen("libc.so.6", { flock: { args: ["i32", "i32"], returns: "i32" } });
  const file = openSync(path, "a", 0o640);
  const isFree = libc.flock(file, LOCK_EX | LOCK_NB) === 0;
  if (!isFree) {
    closeSync(file);
  }
  return isFree;
};

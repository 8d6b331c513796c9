import { readdir, readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { LabError } from "./lab-error.ts";
import { backendFolder, lockFolder } from "./state-file.ts";

/** Who holds a stack's lock: the file that Pulumi's own backends write. */
export interface Lock {
  readonly pid: number;
  readonly hostname: string;
  readonly username?: string;
  /** ISO 8601. */
  readonly timestamp?: string;
}

/**
 * Takes away a lock whose process is gone, which an update that was killed leaves. Only a backend in a folder keeps its
 * locks as files; any other one is left to itself.
 *
 * @returns the process that held it, or undefined when there was no such lock
 * @throws {LabError} when the stack is being updated: nothing of it may be touched then
 */
export async function clearStaleLock(stack: Stack): Promise<number | undefined> {
  const backend = backendFolder({ ...process.env, ...stack.workspace.envVars });
  if (backend === undefined) {
    return undefined;
  }
  const stale = await findStaleLock(lockFolder(backend, stack.name), stack.name);
  if (stale) {
    await stack.cancel();
  }
  return stale?.pid;
}

/** Milliseconds that a process which was just killed may take to be gone, on a machine that has much to do. */
const dying = 5_000;

/**
 * The lock in a stack's folder of locks whose process is gone; undefined where there is none.
 *
 * @param patience milliseconds in which a process of this machine may still go
 * @throws {LabError} when there is one whose process is not gone
 */
export async function findStaleLock(
  folder: string,
  stack: string,
  patience = dying,
): Promise<Lock | undefined> {
  const end = Date.now() + patience;
  for (;;) {
    const locks = await readLocks(folder);
    const held = await findHeld(locks);
    if (!held) {
      return locks[0];
    }
    if (held.hostname !== hostname() || Date.now() >= end) {
      throw new LabError(describeHolder(held, stack));
    }
    await sleep(100);
  }
}

async function readLocks(folder: string): Promise<Lock[]> {
  // Beside each lock the backend keeps a file with what its store would know of it.
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith(".json"));
  // One that is taken away just now holds nobody up.
  const texts = await Promise.all(
    files.map((file) => readFile(join(folder, file), "utf8").catch(() => undefined)),
  );
  return texts.filter((text) => text !== undefined).map(parseLock);
}

async function findHeld(locks: readonly Lock[]): Promise<Lock | undefined> {
  const held = await Promise.all(locks.map(isHeld));
  return locks.find((_, index) => held[index]);
}

/** Who updates a stack, and what to do about it. */
export function describeHolder({ pid, hostname: host, username, timestamp }: Lock, stack: string): string {
  const here = host === hostname();
  const who = `Process ${pid} ${here ? "on this machine" : `on ${host}`}${username === undefined ? "" : `, of ${username},`}`;
  const since = timestamp === undefined ? "" : ` since ${timestamp}`;
  return (
    `${who} has been updating this stack${since}. Wait until it has ended, and try again. ` +
    (here
      ? "If it is gone, its lock is taken away by itself."
      : `If it is gone, \`npm run pulumi -- cancel -s ${stack}\` takes its lock away.`)
  );
}

/** A lock that was cut off while it was written is nobody's. */
function parseLock(text: string): Lock {
  try {
    return JSON.parse(text) as Lock;
  } catch {
    return { pid: 0, hostname: hostname() };
  }
}

async function isHeld({ pid, hostname: host }: Lock): Promise<boolean> {
  if (host !== hostname()) {
    return true;
  }
  if (pid === 0) {
    return false;
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return !(await isZombie(pid));
}

/** Whether a process has ended, and only its parent does not know yet; on Linux, where that can be seen. */
async function isZombie(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The program's name stands in parentheses, and may have some itself.
  return /^ [ZX] /.test(stat.slice(stat.lastIndexOf(")") + 1));
}

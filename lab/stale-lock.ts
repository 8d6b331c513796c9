import { readdir, readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { backendFolder, lockFolder } from "./state-file.ts";

/** Who holds a stack's lock: the file that Pulumi's own backends write. */
interface Lock {
  readonly pid: number;
  readonly hostname: string;
}

/**
 * Takes away a lock whose process is gone, which an update that was killed leaves. Only a backend in a folder keeps its
 * locks as files; any other one is left to itself, and so is a lock of another machine.
 *
 * @returns the process that held it, or undefined when there was no such lock
 */
export async function clearStaleLock(stack: Stack): Promise<number | undefined> {
  const backend = backendFolder({ ...process.env, ...stack.workspace.envVars });
  if (backend === undefined) {
    return undefined;
  }
  const folder = lockFolder(backend, stack.name);
  const files = await readdir(folder).catch(() => []);
  const locks = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  const stale = locks.map(parseLock).find((lock) => !isHeld(lock));
  if (!stale) {
    return undefined;
  }
  await stack.cancel();
  return stale.pid;
}

/** A lock that was cut off while it was written is nobody's. */
function parseLock(text: string): Lock {
  try {
    return JSON.parse(text) as Lock;
  } catch {
    return { pid: 0, hostname: hostname() };
  }
}

function isHeld({ pid, hostname: host }: Lock): boolean {
  if (host !== hostname()) {
    return true;
  }
  if (pid === 0) {
    return false;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

import { readdir, readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Stack } from "@pulumi/pulumi/automation/index.js";

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
  const backend = stack.workspace.envVars["PULUMI_BACKEND_URL"] ?? process.env["PULUMI_BACKEND_URL"] ?? "";
  if (!backend.startsWith("file://")) {
    return undefined;
  }
  const { name: project } = await stack.workspace.projectSettings();
  const folder = join(fileURLToPath(backend), ".pulumi/locks/organization", project, stack.name);
  const files = await readdir(folder).catch(() => []);
  const locks = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  const stale = locks.map((text) => JSON.parse(text) as Lock).find((lock) => !isHeld(lock));
  if (!stale) {
    return undefined;
  }
  await stack.cancel();
  return stale.pid;
}

function isHeld({ pid, hostname: host }: Lock): boolean {
  if (host !== hostname()) {
    return true;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

import { readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { writeFileAtomic } from "../../engine/atomic.ts";
import { projectFolder, stackFileOf } from "../../engine/work-folder.ts";
import { lockSchema, type Lock } from "../../components/lock.ts";
import { LabError } from "../lab-error.ts";

/** The lock of a stack, beside its file: stacks/full.lock.json. */
export function lockFileOf(stack: string): string {
  return join(dirname(stackFileOf(stack)), `${stack}.lock.json`);
}

/** A lock's path as it is shown. */
export const shownLock = (stack: string): string => relative(projectFolder, lockFileOf(stack));

/** @throws {LabError} when there is none, or it cannot be read */
export async function readLock(stack: string): Promise<Lock> {
  const text = await readFile(lockFileOf(stack), "utf8").catch(() => undefined);
  if (text === undefined) {
    throw new LabError(
      `The lab ${stack} has no lock: ${shownLock(stack)} is not there. \`npm run lab -- lock ${stack}\` makes one.`,
    );
  }
  try {
    return lockSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new LabError(
      `${shownLock(stack)} is not a lock of this project's (${(error as Error).message.split("\n")[0] ?? ""}). ` +
        `\`npm run lab -- lock ${stack}\` makes it anew.`,
      { cause: error },
    );
  }
}

export async function writeLock(lock: Lock): Promise<void> {
  await writeFileAtomic(lockFileOf(lock.stack), `${JSON.stringify(lock, undefined, 2)}\n`);
}

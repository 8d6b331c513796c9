import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

const day = 24 * 60 * 60_000;
const temporary = ".tmp";

function temporaryName(target: string): string {
  return `${target}.${process.pid}-${randomBytes(4).toString("hex")}${temporary}`;
}

/**
 * Makes a folder whole or not at all: it is filled under another name, and gets its own when it is complete. So a
 * process that is killed leaves nothing that looks complete, and of two at once one wins and the other one's work is
 * dropped. Nothing is done when the folder is there.
 */
export async function makeFolder(target: string, fill: (folder: string) => Promise<void>): Promise<void> {
  if (existsSync(target)) {
    return;
  }
  await mkdir(dirname(target), { recursive: true });
  await removeLeftovers(target);
  const folder = temporaryName(target);
  try {
    await mkdir(folder);
    await fill(folder);
    await rename(folder, target).catch((error: unknown) => {
      if (!existsSync(target)) {
        throw error;
      }
    });
  } finally {
    await removeFolder(folder);
  }
}

/** Replaces a file's content in one step: a reader sees the old content or the new one. */
export async function writeFileAtomic(
  path: string,
  content: string,
  { mode = 0o600 }: { mode?: number } = {},
): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const name = temporaryName(path);
  const file = await open(name, "wx", mode);
  try {
    await file.writeFile(content);
    await file.close();
    await rename(name, path);
  } catch (error) {
    await file.close();
    await rm(name, { force: true });
    throw error;
  }
}

/** Takes away what a process that was killed left more than a day ago. */
async function removeLeftovers(target: string): Promise<void> {
  const folder = dirname(target);
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (name.startsWith(`${basename(target)}.`) && name.endsWith(temporary) && (await age(path)) > day) {
      await removeFolder(path);
    }
  }
}

async function age(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  return found ? Date.now() - found.mtimeMs : 0;
}

async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
}

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, posix } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Values } from "../../provider/values.ts";
import { fileAsset } from "../../provider/values.ts";
import { compileGlob } from "./glob.ts";

/**
 * Finds files below a folder by globs and makes an asset of each, by its path from the folder. A later glob wins
 * over earlier ones; one that begins with `!` leaves out what it matches. Folders are not found, nor followed
 * where they are links.
 */
export async function findAssets(dir: string, globs: readonly string[]): Promise<Record<string, Values>> {
  const rules = globs.map((glob) => ({
    leavesOut: glob.startsWith("!"),
    matches: compileGlob(glob.replace(/^!/, "")),
  }));
  const assets: Record<string, Values> = {};
  for await (const path of filesBelow(dir)) {
    const rule = rules.findLast(({ matches }) => matches(path));
    if (rule !== undefined && !rule.leavesOut) {
      const file = posix.join(dir, path);
      assets[path] = fileAsset(file, await sha256(file));
    }
  }
  return assets;
}

async function* filesBelow(dir: string, prefix = ""): AsyncGenerator<string> {
  for (const entry of await readdir(join(dir, prefix), { withFileTypes: true })) {
    const path = posix.join(prefix, entry.name);
    if (entry.isDirectory()) {
      yield* filesBelow(dir, path);
    } else {
      yield path;
    }
  }
}

async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

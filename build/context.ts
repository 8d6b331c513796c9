import { createHash, type Hash } from "node:crypto";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Where everything that is built goes. */
export const distFolder = new URL("../dist/", import.meta.url);

/** Path of the project's folder. */
export const projectFolder = new URL("../", import.meta.url);

/** A digest over named parts: the same parts give the same digest, in any order. */
export function digestOf(parts: Readonly<Record<string, string | Uint8Array>>): string {
  const hash = createHash("sha256");
  for (const [name, content] of Object.entries(parts).sort(([a], [b]) => (a < b ? -1 : 1))) {
    addPart(hash, name, content);
  }
  return hash.digest("hex");
}

/** Lengths go in too, so that no two lists of parts read the same. */
function addPart(hash: Hash, name: string, content: string | Uint8Array): void {
  hash.update(`${Buffer.byteLength(name)}:${name}${content.length}:`);
  hash.update(content);
}

/** Every file below a folder, by its path from there. */
export async function filesBelow(folder: string): Promise<Record<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(
      files.map(async (path) => [path.slice(folder.length + 1), await readFile(path)] as const),
    ),
  );
}

/** The digest of a context that was built before, or undefined. */
export async function builtDigest(folder: string): Promise<string | undefined> {
  return readFile(join(folder, "digest"), "utf8").then(
    (text) => text.trim(),
    () => undefined,
  );
}

/** Puts a folder that was made aside into its place, whole; whoever looks sees the old one or the new one. */
export async function replaceFolder(made: string, place: string, digest: string): Promise<void> {
  await writeFile(join(made, "digest"), `${digest}\n`);
  const old = `${made}.old`;
  await rename(place, old).catch(() => undefined);
  await rename(made, place);
  await rm(old, { recursive: true, force: true });
}

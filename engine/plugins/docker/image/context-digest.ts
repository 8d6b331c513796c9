import { createHash } from "node:crypto";
import type { Stats } from "node:fs";
import { readFile, readlink, realpath } from "node:fs/promises";
import { isAbsolute, join, relative } from "node:path";
import type { BuildContext } from "./build-context.ts";

/**
 * The digest by which docker.Image sees that its context has changed, the same that the official plugin computes:
 * over the name, the mode and the content of the Dockerfile and of every file, and over the target of every link.
 * `context` is the folder as it was given: targets of links in a relative one are relative too.
 */
export async function digestContext(
  context: string,
  { folder, dockerfile, entries }: BuildContext,
): Promise<string> {
  const total = createHash("sha256");
  const add = (name: string, mode: string, content: Buffer | string | undefined): void => {
    const digest = createHash("sha256");
    if (content !== undefined) {
      digest.update(content);
    }
    total.update(name).update(mode).update(digest.digest()).update("\0");
  };
  add("Dockerfile", "----------", await readFile(dockerfile));
  for (const { path, stats } of entries) {
    const file = join(folder, path);
    if (stats.isSymbolicLink()) {
      add(path, modeText(stats), await linkTarget(context, file));
    } else if (!stats.isDirectory()) {
      add(path, modeText(stats), stats.isFile() ? await readFile(file) : undefined);
    }
  }
  return total.digest("hex");
}

async function linkTarget(context: string, link: string): Promise<string> {
  const target = await realpath(link);
  const relativeLink = !isAbsolute(context) && !isAbsolute(await readlink(link));
  return relativeLink ? relative(await realpath(process.cwd()), target) : target;
}

/** A mode as Go writes it, such as `-rw-r--r--` or `Lrwxrwxrwx`. https://pkg.go.dev/io/fs#FileMode.String */
function modeText(stats: Stats): string {
  const { mode } = stats;
  const kinds = [
    [stats.isSymbolicLink(), "L"],
    [stats.isBlockDevice() || stats.isCharacterDevice(), "D"],
    [stats.isFIFO(), "p"],
    [stats.isSocket(), "S"],
    [(mode & 0o4000) !== 0, "u"],
    [(mode & 0o2000) !== 0, "g"],
    [stats.isCharacterDevice(), "c"],
    [(mode & 0o1000) !== 0, "t"],
  ] as const;
  const prefix = kinds.map(([is, letter]) => (is ? letter : "")).join("");
  const permissions = Array.from("rwxrwxrwx", (letter, index) => (mode & (1 << (8 - index)) ? letter : "-"));
  return `${prefix || "-"}${permissions.join("")}`;
}

import ignore from "@balena/dockerignore";
import type { Stats } from "node:fs";
import { lstat, readFile, readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join, relative, resolve, sep } from "node:path";

/** A file, link or folder that belongs to a build's context. */
export interface ContextEntry {
  /** From the context's root, with slashes. */
  readonly path: string;
  readonly stats: Stats;
}

/** A build's context: a folder, the Dockerfile in it or elsewhere, and what its ignore file leaves. */
export interface BuildContext {
  readonly folder: string;
  readonly dockerfile: string;
  /** The Dockerfile's path in the context; undefined when it lies outside. */
  readonly dockerfileInside: string | undefined;
  /** In the order of their names, folders before what is in them. */
  readonly entries: readonly ContextEntry[];
}

/**
 * Reads what belongs to a build's context. `<Dockerfile>.dockerignore` has precedence over `.dockerignore`.
 * https://docs.docker.com/build/concepts/context/#dockerignore-files
 */
export async function readContext(context: string, dockerfile: string): Promise<BuildContext> {
  const folder = resolve(expandHome(context));
  const file = resolve(expandHome(dockerfile));
  const isIgnored = await ignoredBy([`${file}.dockerignore`, join(folder, ".dockerignore")]);
  const fromFolder = relative(folder, file);
  const inside = !fromFolder.startsWith("..") && !isAbsolute(fromFolder);
  return {
    folder,
    dockerfile: file,
    dockerfileInside: inside ? toSlashes(fromFolder) : undefined,
    entries: await walk(folder, "", isIgnored),
  };
}

/** A path that may begin with `~/`. */
export function expandHome(path: string): string {
  return path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
}

// The package's types describe an ES module, which it is not.
const dockerignore = ignore as unknown as typeof ignore.default;

interface Ignore {
  ignores(path: string): boolean;
  /** Whether something in an ignored folder may still belong to the context. */
  readonly hasExceptions: boolean;
}

async function ignoredBy(candidates: readonly string[]): Promise<Ignore> {
  for (const candidate of candidates) {
    const text = await readFile(candidate, "utf8").catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") {
        return undefined;
      }
      throw error;
    });
    if (text !== undefined) {
      const patterns = dockerignore().add(text);
      return { ignores: (path) => patterns.ignores(path), hasExceptions: /^\s*!/m.test(text) };
    }
  }
  return { ignores: () => false, hasExceptions: false };
}

async function walk(root: string, folder: string, ignore: Ignore): Promise<ContextEntry[]> {
  const entries: ContextEntry[] = [];
  const names = await readdir(join(root, folder));
  for (const name of names.sort(byBytes)) {
    const path = join(folder, name);
    const stats = await lstat(join(root, path));
    const ignored = ignore.ignores(path);
    if (!ignored) {
      entries.push({ path: toSlashes(path), stats });
    }
    if (stats.isDirectory() && (!ignored || ignore.hasExceptions)) {
      entries.push(...(await walk(root, path, ignore)));
    }
  }
  return entries;
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function toSlashes(path: string): string {
  return path.split(sep).join("/");
}

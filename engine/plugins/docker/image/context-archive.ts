import { createReadStream } from "node:fs";
import { readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Pack } from "tar-stream";
import type { BuildContext, ContextEntry } from "./build-context.ts";

/** A build's context as Docker takes it: a tar archive, and the Dockerfile's path in it. */
export interface ContextArchive {
  readonly archive: Readable;
  readonly dockerfile: string;
}

/** The name of a Dockerfile that lies outside of its context. */
const outsideName = ".dockerfile.from-outside";

/**
 * Packs a context. Everything in it belongs to root, as the docker command has it. The Dockerfile is packed even
 * if the ignore file names it: the builder reads it from there.
 */
export async function archiveContext(context: BuildContext): Promise<ContextArchive> {
  const { pack } = await import("tar-stream");
  const archive = pack();
  const dockerfile = context.dockerfileInside ?? outsideName;
  const packed = context.entries.some(({ path }) => path === dockerfile);
  fill(archive, context, packed ? undefined : dockerfile).then(
    () => archive.finalize(),
    (error: unknown) => archive.destroy(error as Error),
  );
  return { archive: archive as unknown as Readable, dockerfile };
}

async function fill(archive: Pack, context: BuildContext, dockerfile: string | undefined): Promise<void> {
  for (const entry of context.entries) {
    await add(archive, context.folder, entry);
  }
  if (dockerfile !== undefined) {
    archive.entry({ name: dockerfile, mode: 0o644 }, await readFile(context.dockerfile));
  }
}

async function add(archive: Pack, folder: string, { path, stats }: ContextEntry): Promise<void> {
  const header = { name: path, mode: stats.mode & 0o7777, mtime: stats.mtime, uid: 0, gid: 0 };
  if (stats.isDirectory()) {
    archive.entry({ ...header, name: `${path}/`, type: "directory" });
  } else if (stats.isSymbolicLink()) {
    archive.entry({ ...header, type: "symlink", linkname: await readlink(join(folder, path)) });
  } else if (stats.isFile()) {
    const entry = archive.entry({ ...header, size: stats.size });
    await pipeline(createReadStream(join(folder, path)), entry);
  }
}

import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import type { Item } from "./inputs.ts";

type Upload = Item<"uploads">;

/** Files for a container as a tar archive from its root, with their permissions and owners. */
export async function archiveUploads(uploads: readonly Upload[]): Promise<Buffer> {
  const { pack } = await import("tar-stream");
  const archive = pack();
  const whole = buffer(archive);
  for (const upload of uploads) {
    const header = {
      name: upload.file.replace(/^\/+/, ""),
      mode: modeOf(upload),
      uid: await idOf(upload.owner, "/etc/passwd"),
      gid: await idOf(upload.group, "/etc/group"),
      mtime: new Date(),
    };
    archive.entry(header, await contentOf(upload));
  }
  archive.finalize();
  return await whole;
}

/** Permissions have precedence over `executable`. */
function modeOf({ permissions, executable }: Upload): number {
  if (permissions) {
    return Number.parseInt(permissions, 8);
  }
  return executable === true ? 0o744 : 0o644;
}

async function contentOf({ content, contentBase64, source, file }: Upload): Promise<Buffer> {
  if ([content, contentBase64, source].filter(Boolean).length !== 1) {
    throw new Error(
      `error with upload content: exactly one of 'content', 'contentBase64' or 'source' must be set, and not be empty, for ${file}`,
    );
  }
  if (source) {
    return await readFile(source).catch((error: unknown) => {
      throw new Error(`could not read file: ${(error as Error).message}`, { cause: error });
    });
  }
  return contentBase64 ? Buffer.from(contentBase64, "base64") : Buffer.from(content ?? "");
}

/** A numeric id as it is; a name as this machine knows it, for the container's own names cannot be seen. */
async function idOf(name: string | undefined, database: string): Promise<number> {
  if (!name) {
    return 0;
  }
  if (/^\d+$/.test(name)) {
    return Number(name);
  }
  const lines = (await readFile(database, "utf8").catch(() => "")).split("\n");
  const id = lines.map((line) => line.split(":")).find(([known]) => known === name)?.[2];
  if (id === undefined) {
    throw new Error(
      `The owner or group '${name}' of an upload is not known on this machine (${database}). Give its number in the container.`,
    );
  }
  return Number(id);
}

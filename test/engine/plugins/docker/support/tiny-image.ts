import type Docker from "dockerode";
import { execFile } from "node:child_process";
import { readFile, realpath } from "node:fs/promises";
import { promisify } from "node:util";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";

const run = promisify(execFile);
const programs = ["sh", "sleep", "cat", "stat", "getent", "id"];

/**
 * Makes a small image with a shell and a few programs of this machine, which must be Linux: there may be no
 * registry to pull one from.
 */
export async function makeTinyImage(docker: Docker, name: string): Promise<void> {
  const archive = pack();
  const whole = buffer(archive);
  const files = await filesOf(programs);
  for (const [path, source] of files) {
    archive.entry({ name: path.slice(1), mode: 0o755 }, await readFile(source));
  }
  archive.entry({ name: "tmp/", type: "directory", mode: 0o1777 });
  archive.entry({ name: "etc/passwd" }, "root:x:0:0:root:/:/bin/sh\n");
  archive.finalize();
  const [repo, tag] = name.split(":");
  const stream = await docker.importImage(Readable.from([await whole]), { repo, tag });
  await buffer(stream);
}

/** The programs and the libraries that they need, by the path that each has in the image. */
async function filesOf(names: readonly string[]): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const name of names) {
    const { stdout: found } = await run("sh", ["-c", `command -v ${name}`]);
    const path = await realpath(found.trim());
    files.set(`/bin/${name}`, path);
    const { stdout: libraries } = await run("ldd", [path]);
    for (const [, library] of libraries.matchAll(/(\/\S+) \(0x/g)) {
      files.set(library!, await realpath(library!));
    }
  }
  return files;
}

import { join } from "node:path";
import { run } from "../run.ts";

/** Unpacks a .tar.gz or .zip into a folder, which must exist. Nothing is written outside it. */
export async function unpack(archive: string, folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  if (archive.endsWith(".zip")) {
    // Windows alone gets a .zip, and brings a tar that reads it.
    const tar = join(env["SystemRoot"] ?? "C:\\Windows", "System32", "tar.exe");
    await run(tar, ["-xf", archive, "-C", folder], { env });
    return;
  }
  const { extract } = await import("tar");
  await extract({ file: archive, cwd: folder, strict: true });
}

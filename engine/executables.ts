import { access, constants, realpath, stat } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { Context } from "./context.ts";
import { run } from "./run.ts";

/** The executables of a name on the user's PATH, the first one first. */
export async function findOnPath(name: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  return await executablesIn(
    pathOf(env).filter((folder) => folder !== ""),
    name,
  );
}

/** The executables of a name in some folders. */
export async function executablesIn(folders: readonly string[], name: string): Promise<string[]> {
  const names = process.platform === "win32" ? [`${name}.exe`, `${name}.cmd`] : [name];
  const found: string[] = [];
  for (const candidate of folders.flatMap((folder) => names.map((file) => join(folder, file)))) {
    if (await isExecutable(candidate)) {
      found.push(candidate);
    }
  }
  return found;
}

/** The folders of PATH. */
export function pathOf(env: NodeJS.ProcessEnv): string[] {
  return (env[pathVariable(env)] ?? "").split(delimiter);
}

/** The name of the variable PATH, which Windows writes in other ways too. */
export function pathVariable(env: NodeJS.ProcessEnv): string {
  return Object.keys(env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
}

/** The name of an executable's file on this platform. */
export function executableName(name: string): string {
  return process.platform === "win32" ? `${name}.exe` : name;
}

export async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/**
 * The version that an executable tells, such as `3.259.0`; undefined when it does not run or tells none.
 *
 * @param args what makes it tell its version
 */
export async function versionOf(
  { verified, env }: Context,
  path: string,
  args: readonly string[],
): Promise<string | undefined> {
  try {
    return await verified.answerOf(path, async () => {
      const output = await run(path, args, {
        env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
        timeout: 30_000,
      });
      const version = /\d+\.\d+(?:\.\d+)?\S*/.exec(output)?.[0];
      if (version === undefined) {
        throw new Error(`${path} tells no version.`);
      }
      return version;
    });
  } catch {
    return undefined;
  }
}

/** The folder that a program really lies in, whatever links lead to it. */
export async function realFolderOf(path: string): Promise<string> {
  return join(await realpath(path), "..");
}

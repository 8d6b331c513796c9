import { homedir } from "node:os";
import { join } from "node:path";
import { foldersOf, pulumiHomeOf, type Folders } from "./folders.ts";
import { VerifiedExecutables } from "./verified-executables.ts";

/** What finding and getting a tool depends on. */
export interface Context extends Folders {
  readonly env: NodeJS.ProcessEnv;
  readonly pulumiHome: string;
  /** What is known of executables from earlier runs. */
  readonly verified: VerifiedExecutables;
}

/** The context of this process's user, or of another environment. */
export async function openContext(env: NodeJS.ProcessEnv = process.env): Promise<Context> {
  const folders = foldersOf(env);
  const home = env["HOME"] || homedir();
  return {
    ...folders,
    env,
    pulumiHome: pulumiHomeOf(env, home),
    verified: await VerifiedExecutables.load(join(folders.cache, "verified.json")),
  };
}

/** Tells what a step is doing, for the user. */
export type Say = (detail: string) => void;

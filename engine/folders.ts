import { join } from "node:path";
import envPaths from "env-paths";

/** Where things of this user lie, outside the clone. */
export interface Folders {
  /** Downloads and builds: everything here can be removed, and comes again. `LAB_CACHE` moves it. */
  readonly cache: string;
  /** State that must be kept: stacks, the passphrase, Docker's log where we started it. `LAB_HOME` moves it. */
  readonly data: string;
}

/** The user's folders, where the operating system wants them, or where the environment says. They may not exist yet. */
export function foldersOf(env: NodeJS.ProcessEnv): Folders {
  const usual = envPaths("wazuh-misp-lab", { suffix: "" });
  return { cache: env["LAB_CACHE"] || usual.cache, data: env["LAB_HOME"] || usual.data };
}

/** The Pulumi CLI's own folder. */
export function pulumiHomeOf(env: NodeJS.ProcessEnv, home: string): string {
  return env["PULUMI_HOME"] || join(home, ".pulumi");
}

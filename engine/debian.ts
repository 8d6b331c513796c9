import { existsSync } from "node:fs";
import type { Context } from "./context.ts";
import { run } from "./run.ts";

/** Whether packages may be installed here: on Debian or a descendant, as root, and not forbidden by `LAB_INSTALL=never`. */
export function mayInstall(env: NodeJS.ProcessEnv): boolean {
  return env["LAB_INSTALL"] !== "never" && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
}

/** Two installations at once would fail at apt's lock: one after the other. */
let queue: Promise<unknown> = Promise.resolve();
let updated = false;

/** Installs Debian packages, without their recommendations. @throws {CommandFailed} with what apt said */
export function installPackages({ env }: Pick<Context, "env">, packages: readonly string[]): Promise<void> {
  const install = async (): Promise<void> => {
    const options = { env: { ...env, DEBIAN_FRONTEND: "noninteractive" } };
    // Another process's apt is waited for.
    const apt = ["-qq", "-o", "DPkg::Lock::Timeout=300"];
    if (!updated) {
      await run("apt-get", [...apt, "update"], options);
      updated = true;
    }
    await run("apt-get", [...apt, "install", "-y", "--no-install-recommends", ...packages], options);
  };
  const result = queue.then(install);
  queue = result.catch(() => undefined);
  return result;
}

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { PluginStack, StoredResource } from "../../support/stack.ts";
import { openPluginStack } from "../../support/stack.ts";

/** A stack of its own with the stand-in for the docker plugin. */
export interface DockerStack extends Omit<PluginStack, "resource"> {
  /** Begins the names of all that the stack makes. */
  readonly prefix: string;
  /** The environment of the engine. */
  readonly env: Readonly<Record<string, string>>;
  /** A resource's state by its name. Throws when it has none. */
  resource(name: string): Promise<StoredResource & { readonly initErrors?: readonly string[] }>;
  /**
   * Runs an update that fails, or is killed, in a process of its own. `program` is a module of this folder whose
   * default makes the program from `settings`. Resolves to what the engine printed.
   */
  failingUp(program: string, settings: object): Promise<string>;
}

/** Opens a stack on the daemon that the tests run on. */
export async function openStack(): Promise<DockerStack> {
  const opened = await openPluginStack("docker");
  const { workspace } = opened.stack;
  const env = workspace.envVars as Record<string, string>;
  const { name: projectName } = await workspace.projectSettings();
  return {
    ...opened,
    prefix: `t${randomBytes(3).toString("hex")}`,
    env,
    resource: async (name) => {
      const found = await opened.resource(name);
      if (found === undefined) {
        throw new Error(`There is no resource ${name} in state.`);
      }
      return found;
    },
    failingUp: async (module, settings) => {
      const request = { projectName, workDir: workspace.workDir, envVars: env, module, settings };
      const updater = join(import.meta.dirname, "update.ts");
      const child = spawn(process.execPath, [updater, JSON.stringify(request)], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const [output] = await Promise.all([text(child.stdout), once(child, "close")]);
      if (child.exitCode === 0) {
        throw new Error("The update was to fail, but it did not.");
      }
      return output;
    },
  };
}

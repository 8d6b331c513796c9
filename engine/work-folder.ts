import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { foldersOf } from "./folders.ts";

/** The project's folder: what Pulumi works in for the stacks of stacks/. */
export const projectFolder = fileURLToPath(new URL("../", import.meta.url));

/**
 * Where a stack that is not the clone's own has its folder: `<data>/stacks/<stack>`, with a Pulumi.yaml that names this
 * project's program, and the stack's file. The clone stays as it is, whatever a class of labs needs.
 */
export function ownWorkFolder(stack: string, env: NodeJS.ProcessEnv = process.env): string {
  return join(foldersOf(env).data, "stacks", stack);
}

/** The folder that Pulumi works in for a stack: its own where it has one, and the project's for all others. */
export function workFolderOf(stack: string, env: NodeJS.ProcessEnv = process.env): string {
  // A name with a slash is a stack's whole name, never a folder of ours.
  const own = /^[A-Za-z0-9][\w.-]*$/.test(stack) ? ownWorkFolder(stack, env) : undefined;
  return own !== undefined && existsSync(join(own, "Pulumi.yaml")) ? own : projectFolder;
}

/** The stack's file, such as stacks/Pulumi.rehearsal.yaml; need not be there. */
export function stackFileOf(stack: string, env: NodeJS.ProcessEnv = process.env): string {
  const folder = workFolderOf(stack, env);
  return join(folder === projectFolder ? join(folder, "stacks") : folder, `Pulumi.${stack}.yaml`);
}

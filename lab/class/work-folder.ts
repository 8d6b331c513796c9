import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { writeFileAtomic } from "../../engine/atomic.ts";
import { ownWorkFolder, projectFolder } from "../../engine/work-folder.ts";
import type { StackSettings } from "./settings.ts";

/**
 * Makes the folder that Pulumi works in for a lab of a class, outside the clone: this project's program, and the stack's
 * file. What the engine keeps in that file beside the settings, such as the salt of the passphrase, stays.
 */
export async function prepareWorkFolder(stack: string, settings: StackSettings): Promise<void> {
  const folder = ownWorkFolder(stack);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const project = parse(await readFile(join(projectFolder, "Pulumi.yaml"), "utf8")) as Record<
    string,
    unknown
  >;
  delete project["stackConfigDir"];
  const program = join(projectFolder, String(project["main"]));
  await writeFileAtomic(join(folder, "Pulumi.yaml"), stringify({ ...project, main: program }));
  const file = join(folder, `Pulumi.${stack}.yaml`);
  const kept = (parse(await readFile(file, "utf8").catch(() => "")) ?? {}) as Record<string, unknown>;
  const text = stringify({ ...kept, config: settings });
  await writeFileAtomic(file, `# Made by \`lab class up\` from the class's roster, each time anew.\n${text}`);
}

/** Removes the folder of a lab that is gone. */
export async function removeWorkFolder(stack: string): Promise<void> {
  await rm(ownWorkFolder(stack), { recursive: true, force: true });
}

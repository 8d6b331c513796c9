import { readdir } from "node:fs/promises";
import { basename, extname } from "node:path";
import type { Command } from "commander";
import { parts } from "../../components/sizes.ts";
import { projectFolder } from "../../engine/work-folder.ts";
import { candidates } from "../completion/candidates.ts";
import { scripts } from "../completion/scripts.ts";
import { stackNames } from "../stack-file.ts";

/** `lab completion`: prints a shell's script. */
export function completion(shell: string): void {
  console.log(scripts[shell]!(projectFolder));
}

/** What the scripts ask: prints each candidate for the last word on a line. */
export async function complete(program: Command, words: readonly string[]): Promise<void> {
  const found = await candidates(program, words, {
    stack: stackNames,
    scenario: scenarioNames,
    component: () => Promise.resolve([...parts, "wazuh", "agents"]),
    system: () => Promise.resolve(["misp", "graylog", "wazuh", "tickets"]),
  });
  console.log(found.join("\n"));
}

async function scenarioNames(): Promise<string[]> {
  const files = await readdir(`${projectFolder}scenarios`);
  return files.filter((file) => extname(file) === ".yaml").map((file) => basename(file, ".yaml"));
}

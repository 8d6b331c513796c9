import { readFile } from "node:fs/promises";
import type { Configuration } from "../../components/configuration.ts";
import { endpointVersions } from "../../components/agents/vendors.ts";
import { planOf } from "../../components/plan.ts";
import { projectFolder } from "../../engine/work-folder.ts";

/** The lab's own images that a lab of this configuration runs, by the folder of `dist/` that each is built from. */
export function ownImagesOf(configuration: Configuration): string[] {
  const full = configuration.profile === "full";
  const inContainers = full && configuration.agents.some(({ kind }) => kind === "container");
  return [
    "services",
    ...(planOf(configuration).parts.has("wazuh-manager") ? ["wazuh-manager"] : []),
    ...(inContainers ? ["linux-agent"] : []),
  ];
}

/**
 * The images that a lab takes by their tags alone: those that its own images stand on, and that of a virtual machine. The
 * contexts of its own images must have been made.
 */
export async function imagesByTag(configuration: Configuration): Promise<string[]> {
  const dockerfiles = await Promise.all(
    ownImagesOf(configuration).map((name) => readFile(`${projectFolder}dist/${name}/Dockerfile`, "utf8")),
  );
  const machine = configuration.profile === "full" && configuration.agents.some(({ kind }) => kind === "vm");
  return [
    ...new Set([
      ...dockerfiles.flatMap(basesOf),
      ...(machine ? [`dockurr/windows:${endpointVersions.dockurWindows}`] : []),
    ]),
  ];
}

/** What a Dockerfile stands on, as far as it says so itself: an argument without a default is given elsewhere. */
export function basesOf(dockerfile: string): string[] {
  const defaults = new Map<string, string>();
  const bases: string[] = [];
  const stages = new Set(["scratch"]);
  for (const line of dockerfile.split("\n")) {
    const [, name, value] = /^ARG\s+(\w+)=(\S+)\s*$/i.exec(line) ?? [];
    if (name !== undefined && value !== undefined) {
      defaults.set(name, value);
    }
    const [, from, stage] = /^FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?\s*$/i.exec(line) ?? [];
    if (from !== undefined) {
      const base = from.replace(
        /\$\{?(\w+)\}?/g,
        (whole, argument: string) => defaults.get(argument) ?? whole,
      );
      if (!base.includes("$") && !stages.has(base)) {
        bases.push(base);
      }
      stages.add(stage ?? "scratch");
    }
  }
  return bases;
}

import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { vendorRepositories, type Repositories } from "../components/agents/vendors.ts";
import { renderLinuxSettings } from "../components/linux-agent/settings.ts";
import { builtDigest, digestOf, distFolder, filesBelow, projectFolder, replaceFolder } from "./context.ts";

/** What the image is made of, beside the settings. */
const files = [
  "Dockerfile",
  "entrypoint.sh",
  "health.sh",
  "image.sh",
  "packages.sh",
  "rotate.sh",
  "rsyslog.conf",
];

/** Makes the context of the agents' image in `dist/linux-agent`; what has not changed is not made again. */
export async function buildLinuxAgentContext(): Promise<void> {
  const place = fileURLToPath(new URL("linux-agent", distFolder));
  const made = `${place}.${process.pid}`;
  try {
    await writeLinuxAgentContext(made);
    const digest = digestOf(await filesBelow(made));
    if (digest !== (await builtDigest(place))) {
      await replaceFolder(made, place, digest);
    }
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

/**
 * Writes the context into a folder. The agent's own version is told when the image is built, because it follows the
 * manager's.
 */
export async function writeLinuxAgentContext(
  folder: string,
  repositories: Repositories = vendorRepositories,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const file of files) {
    await copyFile(new URL(`templates/linux-agent/${file}`, projectFolder), join(folder, file));
  }
  const settings = { name: "", wazuh: "", packetbeat: true, sysmon: true, repositories };
  await writeFile(join(folder, "settings.sh"), renderLinuxSettings(settings));
}

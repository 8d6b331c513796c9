import { copyFile, link, mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { builtDigest, digestOf, distFolder, projectFolder, replaceFolder } from "./context.ts";
import { buildCustomMisp, type CustomMispTarget } from "./custom-misp.ts";

/**
 * Makes the context of the manager's image in `dist/wazuh-manager`: its Dockerfile and custom-misp.
 *
 * @param target what the manager runs on
 */
export async function buildWazuhManagerContext(target: CustomMispTarget): Promise<void> {
  const customMisp = await buildCustomMisp({ target });
  const dockerfile = fileURLToPath(new URL("templates/wazuh-manager/Dockerfile", projectFolder));
  const place = fileURLToPath(new URL("wazuh-manager", distFolder));
  const digest = digestOf({ dockerfile: await readFile(dockerfile), customMisp: customMisp.digest });
  if (digest === (await builtDigest(place))) {
    return;
  }
  const made = `${place}.${process.pid}`;
  try {
    await mkdir(made, { recursive: true });
    await copyFile(dockerfile, join(made, "Dockerfile"));
    const executable = join(made, "custom-misp");
    await link(customMisp.path, executable).catch(() => copyFile(customMisp.path, executable));
    await replaceFolder(made, place, digest);
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

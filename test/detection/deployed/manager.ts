import { join } from "node:path";
import { buildCustomMisp } from "../../../build/custom-misp.ts";
import { runManager, type RunningManager } from "../../rehearsal/wazuh-manager/running-manager.ts";
import type { Addresses } from "./addresses.ts";
import { deployed } from "./deployed.ts";
import type { Ending } from "./ending.ts";
import type { Volumes } from "./volumes.ts";

const mounted = "/wazuh-config-mount/";

/** Starts the manager's stand-in with its container's files, and the compiled custom-misp. */
export async function startManager(
  t: Ending,
  addresses: Addresses,
  volumes: Volumes,
): Promise<RunningManager> {
  const files = deployed
    .uploads("wazuh-manager")
    .filter(({ file }) => file.startsWith(mounted))
    .map(({ file, content }) => [file.slice(mounted.length), content] as const);
  const conf = addresses
    .in(deployed.upload("wazuh-manager", `${mounted}etc/ossec.conf`).content)
    .replace(/(?<="key_file":")\/[^"]+/, (path) => volumes.path("wazuh-manager", path));
  const manager = await runManager(t, {
    files: { ...Object.fromEntries(files), "etc/ossec.conf": conf },
    programs: { "integrations/custom-misp": (await buildCustomMisp()).path },
  });
  volumes.place("wazuh-manager", "/var/ossec/logs", join(manager.base, "logs"));
  return manager;
}

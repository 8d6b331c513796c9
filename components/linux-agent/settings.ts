import { endpointVersions, type Repositories, type Repository } from "../agents/vendors.ts";
import { render } from "../template.ts";

/** What the scripts of templates/linux-agent/ are to install. */
export interface LinuxSettings {
  readonly name: string;
  /** Release of Wazuh, such as `4.14.6`: the manager's, or an older one. */
  readonly wazuh: string;
  readonly packetbeat: boolean;
  readonly sysmon: boolean;
  readonly repositories: Repositories;
}

/** Seconds that an agent may take until its manager has it: the manager itself may still be starting. */
const patience = 900;

/** The settings as the scripts read them. */
export function renderLinuxSettings({
  name,
  wazuh,
  packetbeat,
  sysmon,
  repositories,
}: LinuxSettings): string {
  return render("linux-agent/settings.sh", {
    name,
    versions: {
      agent: `${wazuh}-1`,
      packetbeat: packetbeat ? endpointVersions.packetbeat : "",
      sysmon: sysmon ? endpointVersions.sysmonForLinux : "",
    },
    repositories: Object.fromEntries(
      Object.entries(repositories as unknown as Record<string, Repository>).map(
        ([vendor, { apt, yum, keys, fingerprints }]) => [
          vendor,
          { apt, yum, keys: keys.join(" "), fingerprints: fingerprints.join(" ") },
        ],
      ),
    ),
    patience,
  });
}

import { readTemplate, render } from "../template.ts";
import type { AgentConfiguration } from "./configuration.ts";

/** Where Packetbeat captures and writes, by operating system; the groups' agent.conf reads the same folders. */
const packetbeat = {
  linux: { device: "any", folder: "/var/log/packetbeat/events" },
  windows: {
    device: "default_route",
    folder: String.raw`C:\ProgramData\wazuh-misp-lab\packetbeat\events`,
  },
};

/** Packetbeat's configuration; connections are told by Sysmon where it runs, with the program that made them. */
export function renderPacketbeat({ os, sysmon }: Pick<AgentConfiguration, "os" | "sysmon">): string {
  return render("packetbeat/packetbeat.yml", { ...packetbeat[os], flows: !sysmon });
}

/** Sysmon's configuration. */
export function sysmonConfiguration(os: AgentConfiguration["os"]): string {
  return readTemplate(`sysmon/${os}.xml`);
}

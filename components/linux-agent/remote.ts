import type * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { LinuxRemoteConfiguration } from "../agents/configuration.ts";
import { renderPacketbeat, sysmonConfiguration } from "../agents/endpoint-files.ts";
import { linuxEnrolmentFiles, renderAgentConf, type AgentEnrolment } from "../agents/enrolment.ts";
import { installOverSsh } from "../agents/installation.ts";
import { linuxCommand, type Parcel } from "../agents/parcel.ts";
import type { Repositories } from "../agents/vendors.ts";
import { readTemplate } from "../template.ts";
import { renderLinuxSettings } from "./settings.ts";

/** Puts an agent on a Linux host over SSH. */
export function installOnLinux(
  name: string,
  agent: LinuxRemoteConfiguration,
  {
    enrolment,
    wazuh,
    repositories,
  }: { enrolment: AgentEnrolment; wazuh: string; repositories: Repositories },
  opts: pulumi.CustomResourceOptions,
): command.remote.Command {
  const { connection } = agent;
  return installOverSsh(
    name,
    {
      connection,
      install: linuxCommand("install.sh", connection.user),
      remove: linuxCommand("remove.sh", connection.user),
      parcel: linuxParcel(agent, enrolment, { wazuh, repositories }),
    },
    opts,
  );
}

function linuxParcel(
  agent: LinuxRemoteConfiguration,
  enrolment: AgentEnrolment,
  source: { wazuh: string; repositories: Repositories },
): Parcel {
  const { name, packetbeat, sysmon } = agent;
  return {
    "packages.sh": readTemplate("linux-agent/packages.sh"),
    "install.sh": readTemplate("linux-agent/install.sh"),
    "remove.sh": readTemplate("linux-agent/remove.sh"),
    "settings.sh": renderLinuxSettings({ name, packetbeat, sysmon, ...source }),
    "ossec.conf": renderAgentConf(agent, "journald", enrolment, linuxEnrolmentFiles),
    "authd.pass": pulumi.interpolate`${enrolment.password}\n`,
    "authority.pem": enrolment.authority,
    "packetbeat.yml": renderPacketbeat(agent),
    "sysmon.xml": sysmonConfiguration("linux"),
  };
}

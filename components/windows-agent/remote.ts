import type * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { ConnectionConfiguration, WindowsAgentConfiguration } from "../agents/configuration.ts";
import { renderPacketbeat, sysmonConfiguration } from "../agents/endpoint-files.ts";
import { renderAgentConf, windowsEnrolmentFiles, type AgentEnrolment } from "../agents/enrolment.ts";
import { installOverSsh } from "../agents/installation.ts";
import { windowsCommand, type Parcel } from "../agents/parcel.ts";
import { endpointVersions, type Downloads } from "../agents/vendors.ts";
import { readTemplate } from "../template.ts";

/** What is the same for every Windows host. */
export interface WindowsInstallation {
  readonly enrolment: AgentEnrolment;
  /** Release of Wazuh. */
  readonly wazuh: string;
  readonly downloads: Downloads;
  /** Minutes that the host may take until it can be logged in at. */
  readonly patience?: number;
}

/** Seconds that an agent may take until its manager has it: the manager itself may still be starting. */
const managerPatience = 900;

/** Puts an agent on a Windows host over SSH. */
export function installOnWindows(
  name: string,
  agent: WindowsAgentConfiguration,
  connection: pulumi.Input<ConnectionConfiguration>,
  installation: WindowsInstallation,
  opts: pulumi.CustomResourceOptions,
): command.remote.Command {
  const { patience } = installation;
  return installOverSsh(
    name,
    {
      connection,
      install: windowsCommand("install.ps1"),
      remove: windowsCommand("remove.ps1"),
      parcel: windowsParcel(agent, installation),
      ...(patience !== undefined && { patience }),
    },
    opts,
  );
}

function windowsParcel(
  agent: WindowsAgentConfiguration,
  { enrolment, wazuh, downloads }: WindowsInstallation,
): Parcel {
  return {
    "common.ps1": readTemplate("windows-agent/common.ps1"),
    "install.ps1": readTemplate("windows-agent/install.ps1"),
    "remove.ps1": readTemplate("windows-agent/remove.ps1"),
    "settings.json": JSON.stringify({
      name: agent.name,
      versions: { agent: wazuh, packetbeat: agent.packetbeat ? endpointVersions.packetbeat : "" },
      sysmon: agent.sysmon,
      downloads,
      patience: managerPatience,
    }),
    "ossec.conf": renderAgentConf(agent, "windows", enrolment, windowsEnrolmentFiles),
    "authd.pass": pulumi.interpolate`${enrolment.password}\n`,
    "lab-authority.pem": enrolment.authority,
    "packetbeat.yml": renderPacketbeat(agent),
    "sysmon.xml": sysmonConfiguration("windows"),
  };
}

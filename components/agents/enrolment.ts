import * as pulumi from "@pulumi/pulumi";
import { render } from "../template.ts";
import type { AgentConfiguration } from "./configuration.ts";

/** How an agent becomes one of the manager's, as that agent reaches it. */
export interface AgentEnrolment {
  /** Name or address of the manager; its certificate must have it. */
  readonly host: string;
  /** Port that agents send to: 1514, or where it is published. */
  readonly port: number;
  /** Port that agents enrol at: 1515, or where it is published. */
  readonly enrolmentPort: number;
  /** What authd wants to see. */
  readonly password: pulumi.Input<string>;
  /** The authority that authd's certificate is checked with, PEM. */
  readonly authority: pulumi.Input<string>;
}

/**
 * Group of every agent that the lab declares, beside that of its operating system. An agent of this group that is not
 * declared any more is removed from the manager.
 */
export const declaredGroup = "lab";

/** Groups of an agent: which agent.conf it gets, and that it is the lab's. */
export function groupsOf({ os }: Pick<AgentConfiguration, "os">): readonly string[] {
  return [os, declaredGroup];
}

/** Groups that must exist before an agent can enrol; each has its agent.conf in templates/wazuh-manager/etc/shared/. */
export const agentGroups: readonly string[] = ["linux", "windows", declaredGroup];

/** Where an agent finds what its enrolment needs: absolute paths on its host. */
export interface EnrolmentFiles {
  readonly password: string;
  readonly authority: string;
}

/** Files of the agent's package for Linux. */
export const linuxEnrolmentFiles: EnrolmentFiles = {
  password: "/var/ossec/etc/authd.pass",
  authority: "/var/ossec/etc/lab-authority.pem",
};

/** Files of the agent's installer for Windows, which is a program of 32 bits. */
export const windowsEnrolmentFiles: EnrolmentFiles = {
  password: "C:\\Program Files (x86)\\ossec-agent\\authd.pass",
  authority: "C:\\Program Files (x86)\\ossec-agent\\lab-authority.pem",
};

/**
 * An agent's own ossec.conf: how it reaches the manager and enrols. Everything else comes from its groups' agent.conf.
 *
 * @param profile which parts of its group's agent.conf it takes beside the common one, such as `journald`
 */
export function renderAgentConf(
  agent: Pick<AgentConfiguration, "name" | "os">,
  profile: string,
  manager: Pick<AgentEnrolment, "host" | "port" | "enrolmentPort">,
  files: EnrolmentFiles,
): string {
  return render("wazuh-agent/ossec.conf", {
    name: agent.name,
    groups: groupsOf(agent).join(","),
    profile,
    manager,
    files,
  });
}

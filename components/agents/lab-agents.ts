import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { builtImage, type SystemImage } from "../images.ts";
import { LinuxAgent } from "../linux-agent/linux-agent.ts";
import { vmPort, publishedPort } from "../ports.ts";
import { WindowsAgent } from "../windows-agent/windows-agent.ts";
import type { Enrolment } from "../wazuh-manager.ts";
import type { Site } from "../workload/container.ts";
import type { AgentConfiguration } from "./configuration.ts";
import type { AgentEnrolment } from "./enrolment.ts";
import { endpointVersions } from "./vendors.ts";

export interface LabAgentsArgs {
  readonly site: Site;
  readonly agents: readonly AgentConfiguration[];
  readonly enrolment: Enrolment;
  /** Release of Wazuh that every agent gets: the manager's. */
  readonly wazuh: string;
  /** Image of a stand-in for an agent in a container. @default - the agent itself, built on the Docker host */
  readonly standIn?: SystemImage;
}

/** The agents that a lab declares, and what the rest of the lab needs of them. */
export interface LabAgents {
  /** What must be there before the manager can have them all. */
  readonly endpoints: readonly pulumi.Resource[];
  /** Containers by `agent-<name>`, of those agents that are in one. */
  readonly containers: Readonly<Record<string, pulumi.Output<string>>>;
  /** Who signs in at the screens of virtual machines, by `agent-<name>`. */
  readonly administrators: Readonly<
    Record<string, { readonly username: string; readonly password: pulumi.Output<string> }>
  >;
}

/** Makes the agents that a lab declares, each as a resource `agent-<name>`. */
export function makeAgents(args: LabAgentsArgs, opts: pulumi.ComponentResourceOptions): LabAgents {
  const images = imagesOf(args, opts);
  const machines = args.agents.filter(({ kind }) => kind === "vm");
  const made = args.agents.map((agent) => {
    const { site, wazuh } = args;
    const common = { site, wazuh, enrolment: enrolmentOf(args, agent) };
    const name = `agent-${agent.name}`;
    const component =
      agent.os === "linux"
        ? new LinuxAgent(name, { ...common, agent, image: images.linux }, opts)
        : new WindowsAgent(
            name,
            {
              ...common,
              agent,
              image: images.windows,
              sshPort: vmPort(site.portBase, machines.indexOf(agent)),
            },
            opts,
          );
    return { name, component };
  });
  return {
    endpoints: made.map(({ component }) => component.endpoint),
    containers: recordOf(made, ({ container }) => container),
    administrators: recordOf(made, (component) =>
      component instanceof WindowsAgent ? component.administrator : undefined,
    ),
  };
}

/** How an agent reaches the manager: by its name inside the lab, and by the Docker host's address from elsewhere. */
function enrolmentOf({ site, enrolment }: LabAgentsArgs, agent: AgentConfiguration): AgentEnrolment {
  const { host, password, authority } = enrolment;
  return agent.kind === "remote"
    ? {
        host: agent.manager,
        port: publishedPort(site.portBase, "wazuh-agents"),
        enrolmentPort: publishedPort(site.portBase, "wazuh-enrolment"),
        password,
        authority,
      }
    : { host, port: 1514, enrolmentPort: 1515, password, authority };
}

/** Images of the kinds that there are; the others are not even built. */
function imagesOf({ site, agents, wazuh, standIn }: LabAgentsArgs, opts: pulumi.ResourceOptions) {
  const has = (kind: AgentConfiguration["kind"]) => agents.some((agent) => agent.kind === kind);
  const none: SystemImage = { image: "" };
  const linux = () =>
    standIn ?? { image: builtImage("linux-agent", site.stack, opts, { AGENT_VERSION: `${wazuh}-1` }).name };
  const windows = () => ({
    image: new docker.RemoteImage(
      "windows-vm-pull",
      { name: `dockurr/windows:${endpointVersions.dockurWindows}`, keepLocally: true },
      opts,
    ).name,
  });
  return { linux: has("container") ? linux() : none, windows: has("vm") ? windows() : none };
}

function recordOf<T, U>(
  made: readonly { readonly name: string; readonly component: T }[],
  part: (component: T) => U | undefined,
): Record<string, U> {
  return Object.fromEntries(
    made.flatMap(({ name, component }) => {
      const value = part(component);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

import * as pulumi from "@pulumi/pulumi";
import type { LinuxAgentConfiguration } from "../agents/configuration.ts";
import type { AgentEnrolment } from "../agents/enrolment.ts";
import { vendorRepositories, type Repositories } from "../agents/vendors.ts";
import type { SystemImage } from "../images.ts";
import type { Site } from "../workload/container.ts";
import { placeAgent } from "./container.ts";
import { installOnLinux } from "./remote.ts";

export interface LinuxAgentArgs {
  readonly site: Site;
  readonly agent: LinuxAgentConfiguration;
  /** How this agent reaches the manager: a container by its name in the lab, a host by the Docker host's address. */
  readonly enrolment: AgentEnrolment;
  /** Image of an agent in a container. */
  readonly image: SystemImage;
  /** Release of Wazuh that a host gets: the manager's, or an older one. */
  readonly wazuh: string;
  /** Where a host's packages come from. @default - the vendors' own repositories */
  readonly repositories?: Repositories;
}

/**
 * An agent on Linux: a container of the lab, or a host that is there already and gets it over SSH. It is there when it has
 * reached its manager; that the manager lists it as active is proven by the configurator, which also removes it from the
 * manager when it is not declared any more.
 */
export class LinuxAgent extends pulumi.ComponentResource {
  /** What must be there before the manager can have this agent. */
  readonly endpoint: pulumi.Resource;
  /** Name of its container, or undefined for a host. */
  readonly container: pulumi.Output<string> | undefined;

  constructor(name: string, args: LinuxAgentArgs, opts?: pulumi.ComponentResourceOptions) {
    super("wazuh-misp-lab:index:LinuxAgent", name, {}, opts);
    const { agent, repositories = vendorRepositories } = args;
    if (agent.kind === "container") {
      const container = placeAgent(name, agent, args, { parent: this });
      this.endpoint = container;
      this.container = container.name;
    } else {
      this.endpoint = installOnLinux(
        `${name}-installation`,
        agent,
        { ...args, repositories },
        { parent: this },
      );
      this.container = undefined;
    }
    this.registerOutputs({});
  }
}

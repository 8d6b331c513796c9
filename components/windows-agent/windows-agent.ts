import * as pulumi from "@pulumi/pulumi";
import type { WindowsAgentConfiguration } from "../agents/configuration.ts";
import type { AgentEnrolment } from "../agents/enrolment.ts";
import { vendorDownloads, type Downloads } from "../agents/vendors.ts";
import type { SystemImage } from "../images.ts";
import type { Site } from "../workload/container.ts";
import { installOnWindows } from "./remote.ts";
import { placeVm, vmPatience, type WindowsVm } from "./vm.ts";

export interface WindowsAgentArgs {
  readonly site: Site;
  readonly agent: WindowsAgentConfiguration;
  /** How this agent reaches the manager: a virtual machine by its name in the lab, a host by the Docker host's address. */
  readonly enrolment: AgentEnrolment;
  /** Image of a virtual machine. */
  readonly image: SystemImage;
  /** Port of the Docker host that a virtual machine's SSH server is published on. */
  readonly sshPort: number;
  /** Release of Wazuh: the manager's, or an older one. */
  readonly wazuh: string;
  /** Where its programs come from. @default - the vendors' own files */
  readonly downloads?: Downloads;
}

/**
 * An agent on Windows: a host that is there already, or a virtual machine in a container; both get it over SSH. It is there
 * when it has reached its manager; that the manager lists it as active is proven by the configurator, which also removes it
 * from the manager when it is not declared any more.
 */
export class WindowsAgent extends pulumi.ComponentResource {
  /** What must be there before the manager can have this agent. */
  readonly endpoint: pulumi.Resource;
  /** Name of its virtual machine's container, or undefined for a host. */
  readonly container: pulumi.Output<string> | undefined;
  /** Who signs in at a virtual machine's screen, or undefined for a host. */
  readonly administrator: WindowsVm["administrator"] | undefined;

  constructor(name: string, args: WindowsAgentArgs, opts?: pulumi.ComponentResourceOptions) {
    super("wazuh-misp-lab:index:WindowsAgent", name, {}, opts);
    const { agent, wazuh, enrolment, downloads = vendorDownloads(args.wazuh) } = args;
    const installation = { enrolment, wazuh, downloads };
    if (agent.kind === "remote") {
      this.endpoint = installOnWindows(`${name}-installation`, agent, agent.connection, installation, {
        parent: this,
      });
      this.container = undefined;
      this.administrator = undefined;
    } else {
      const vm = placeVm(name, agent, args, { parent: this });
      this.endpoint = installOnWindows(
        `${name}-installation`,
        agent,
        vm.connection,
        { ...installation, patience: vmPatience },
        // A machine that goes as a whole needs nothing taken away from it.
        { parent: this, dependsOn: vm.container, deletedWith: vm.container },
      );
      this.container = vm.container.name;
      this.administrator = vm.administrator;
    }
    this.registerOutputs({});
  }
}

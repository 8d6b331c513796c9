import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { DesiredState } from "../configurator/desired.ts";
import type { ManagerLogs } from "./wazuh-manager.ts";
import { placeContainer, type Site } from "./workload/container.ts";

export interface ConfiguratorArgs {
  readonly site: Site;
  /** The lab's own image. */
  readonly image: pulumi.Input<string>;
  /** What it brings the lab's systems to. */
  readonly desired: pulumi.Input<DesiredState>;
  /** The lab's certificate authority, PEM. */
  readonly authority: pulumi.Input<string>;
  /** The manager's logs: part of the evidence of an alert's way. */
  readonly logs: ManagerLogs;
  readonly ticketDesk: { readonly url: string; readonly token: pulumi.Output<string> };
}

/** The configurator: inside the lab, so that it works wherever the Docker host is. */
export class Configurator extends pulumi.ComponentResource {
  readonly container: docker.Container;

  constructor(name: string, args: ConfiguratorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("wazuh-misp-lab:index:Configurator", name, {}, opts);
    const authorityPath = "/etc/lab/ca.pem";
    this.container = placeContainer(
      args.site,
      name,
      {
        image: args.image,
        arguments: ["/opt/lab/configurator.js"],
        hostname: "configurator",
        memory: args.site.size.memory.configurator,
        environment: { NODE_EXTRA_CA_CERTS: authorityPath },
        files: [
          {
            path: "/etc/lab/desired-state.json",
            content: pulumi.secret(pulumi.output(args.desired).apply((desired) => JSON.stringify(desired))),
            mode: "0600",
          },
          { path: authorityPath, content: args.authority },
          { path: "/etc/lab/ticket-desk-token", content: args.ticketDesk.token, mode: "0600" },
        ],
        volumes: [{ volume: args.logs.volume, path: "/var/ossec/logs", readOnly: true }],
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { DesiredState } from "../configurator/desired.ts";
import { lookupKeyFolder } from "./misp/endpoint.ts";
import type { ManagerLogs } from "./wazuh-manager.ts";
import { placeContainer, type Site } from "./workload/container.ts";
import type { WorkloadVolume } from "./workload/workload.ts";

export interface ConfiguratorArgs {
  readonly site: Site;
  /** The lab's own image. */
  readonly image: pulumi.Input<string>;
  /** What it brings the lab's systems to. */
  readonly desired: pulumi.Input<DesiredState>;
  /** Authorities of whatever it asks, PEM: the lab's own, and those of servers that are not the lab's. */
  readonly authorities: readonly pulumi.Input<string>[];
  /** The manager's logs: part of the evidence of an alert's way. */
  readonly logs: ManagerLogs | undefined;
  /** Token of the ticket desk: part of the evidence too. */
  readonly ticketDeskToken: pulumi.Output<string> | undefined;
  /** Where the key for look-ups is, which it has MISP make, or another lab's configurator; undefined where there is none. */
  readonly lookupKey: pulumi.Input<string> | undefined;
  /** Where it leaves the keys of the labs that MISP is shared with. */
  readonly labKeys: readonly WorkloadVolume[];
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
          {
            path: authorityPath,
            content: pulumi
              .all([...args.authorities])
              .apply((authorities) => [...new Set(authorities)].join("\n")),
          },
          ...(args.ticketDeskToken
            ? [
                {
                  path: "/etc/lab/ticket-desk-token",
                  content: args.ticketDeskToken,
                  mode: "0600" as const,
                },
              ]
            : []),
        ],
        volumes: [
          ...(args.logs ? [{ volume: args.logs.volume, path: "/var/ossec/logs", readOnly: true }] : []),
          ...(args.lookupKey === undefined ? [] : [{ volume: args.lookupKey, path: lookupKeyFolder }]),
          ...args.labKeys,
        ],
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

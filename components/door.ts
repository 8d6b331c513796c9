import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { Offer } from "./lab/sharing.ts";
import { placeContainer, type Site } from "./workload/container.ts";

export interface DoorArgs {
  readonly site: Site;
  /** The lab's own image. */
  readonly image: pulumi.Input<string>;
  /** Names by which this lab's systems know those on the other side. */
  readonly names: readonly string[];
  /** Network on which those are. */
  readonly network: pulumi.Input<string>;
  /** Ports that are offered there. */
  readonly offers: pulumi.Input<readonly Offer[]>;
}

/**
 * The only container of a lab that is on the network of systems which another lab runs. It leads to the ports that are
 * offered, and takes no connection from there on: no container of this lab is seen by another lab that uses the same
 * systems, nor sees one.
 */
export class Door extends pulumi.ComponentResource {
  readonly container: docker.Container;

  constructor(name: string, args: DoorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("wazuh-misp-lab:index:Door", name, {}, opts);
    const { site } = args;
    const routes = pulumi
      .output(args.offers)
      .apply((offers) => JSON.stringify(offers.map(({ port, origin }) => ({ port, origin }))));
    this.container = placeContainer(
      site,
      name,
      {
        image: args.image,
        arguments: ["/opt/lab/door.js", routes],
        hostname: "door",
        aliases: args.names,
        networks: [{ network: args.network }],
        memory: site.size.memory.door,
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

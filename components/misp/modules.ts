import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { SystemImage } from "../images.ts";
import { placeContainer, type Site } from "../workload/container.ts";

export interface MispModulesArgs {
  readonly site: Site;
  readonly image: SystemImage;
}

/** MISP's modules for enrichment, import and export. */
export class MispModules extends pulumi.ComponentResource {
  readonly container: docker.Container;

  constructor(name: string, args: MispModulesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("wazuh-misp-lab:index:MispModules", name, {}, opts);
    const { site } = args;
    this.container = placeContainer(
      site,
      name,
      {
        ...args.image,
        // The name that MISP's image looks for.
        hostname: "misp-modules",
        memory: site.size.memory["misp-modules"],
        healthCheck: {
          command: ["/bin/bash", "-c", "</dev/tcp/localhost/6666"],
          interval: site.checkInterval,
          startPeriod: 60,
        },
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

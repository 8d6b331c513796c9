import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { RawInput } from "./graylog.ts";
import type { SystemImage } from "./images.ts";
import { render } from "./template.ts";
import type { ManagerLogs } from "./wazuh-manager.ts";
import { placeContainer, type Site } from "./workload/container.ts";
import { labVolume } from "./workload/volume.ts";

export interface FluentBitArgs {
  readonly site: Site;
  readonly image: SystemImage;
  /** Whose alerts it reads. */
  readonly logs: ManagerLogs;
  /** Where it sends them. */
  readonly output: RawInput;
}

/** Fluent Bit, from the manager's alerts.json to Graylog's Raw TCP input, byte for byte. */
export class FluentBit extends pulumi.ComponentResource {
  /** Address of its HTTP server inside the lab. */
  readonly url = "http://fluent-bit:2020";
  readonly container: docker.Container;

  constructor(name: string, args: FluentBitArgs, opts?: pulumi.ComponentResourceOptions) {
    super("wazuh-misp-lab:index:FluentBit", name, {}, opts);
    const { site } = args;
    this.container = placeContainer(
      site,
      name,
      {
        ...args.image,
        hostname: "fluent-bit",
        memory: site.size.memory["fluent-bit"],
        files: [{ path: "/fluent-bit/etc/fluent-bit.conf", content: renderFluentBitConf(args.output) }],
        volumes: [
          { volume: args.logs.volume, path: "/var/ossec/logs", readOnly: true },
          // The offset and what could not be delivered yet, over restarts.
          { volume: labVolume(site, `${name}-data`, { parent: this }).name, path: "/var/lib/fluent-bit" },
        ],
      },
      { parent: this },
    );
    this.registerOutputs({ url: this.url });
  }
}

/** Fluent Bit's configuration. */
export function renderFluentBitConf(graylog: RawInput): string {
  return render("fluent-bit/etc/fluent-bit.conf", { graylog });
}

import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { FluentBitConfiguration } from "./configuration/fluent-bit/fluent-bit.ts";
import { dataFolder } from "./configuration/fluent-bit/service.ts";
import { confPath, renderFluentBitConf, sideFiles } from "./fluent-bit/configuration.ts";
import type { RawInput } from "./graylog/endpoint.ts";
import type { SystemImage } from "./images.ts";
import type { ManagerLogs } from "./wazuh-manager.ts";
import { placeContainer, type Site } from "./workload/container.ts";
import { labVolume } from "./workload/volume.ts";

export interface FluentBitArgs {
  readonly site: Site;
  readonly image: SystemImage;
  readonly settings: FluentBitConfiguration;
  /** Whose alerts it reads. */
  readonly logs: ManagerLogs;
  /** Graylog's Raw TCP input; undefined where nothing is sent there. */
  readonly graylog: pulumi.Input<RawInput> | undefined;
}

/** Fluent Bit, from the manager's alerts.json to Graylog's Raw TCP input, byte for byte, and to further outputs. */
export class FluentBit extends pulumi.ComponentResource {
  /** Address of its HTTP server inside the lab. */
  readonly url: string;
  readonly container: docker.Container;

  constructor(name: string, args: FluentBitArgs, opts?: pulumi.ComponentResourceOptions) {
    super("wazuh-misp-lab:index:FluentBit", name, {}, opts);
    const { site, settings } = args;
    const hostname = "fluent-bit";
    this.url = `http://${hostname}:${settings.httpPort}`;
    const conf = pulumi.output(args.graylog).apply((graylog) => renderFluentBitConf(settings, graylog));
    // A server's user and password stand in it.
    const holdsSecrets = settings.outputs.some(({ type }) => type === "http");
    this.container = placeContainer(
      site,
      name,
      {
        ...args.image,
        hostname,
        memory: site.size.memory["fluent-bit"],
        files: [
          holdsSecrets
            ? { path: confPath, content: pulumi.secret(conf), mode: "0600" }
            : { path: confPath, content: conf },
          ...sideFiles(settings),
        ],
        volumes: [
          { volume: args.logs.volume, path: "/var/ossec/logs", readOnly: true },
          // The offset and what could not be delivered yet, over restarts.
          { volume: labVolume(site, `${name}-data`, { parent: this }).name, path: dataFolder },
        ],
      },
      { parent: this },
    );
    this.registerOutputs({ url: this.url });
  }
}

import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { SystemImage } from "../images.ts";
import { placeContainer, type Site } from "../workload/container.ts";
import { labVolume } from "../workload/volume.ts";

export interface GraylogDatabaseArgs {
  readonly site: Site;
  readonly image: SystemImage;
}

/** MongoDB: what Graylog is configured with. */
export class GraylogDatabase extends pulumi.ComponentResource {
  /** Connection string, with the password in it. */
  readonly uri: pulumi.Output<string>;
  readonly container: docker.Container;

  constructor(name: string, args: GraylogDatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("wazuh-misp-lab:index:GraylogDatabase", name, {}, opts);
    const { site } = args;
    const hostname = "mongodb";
    const username = "graylog";
    const password = site.secrets.of("graylogDatabasePassword", { parent: this });
    this.uri = pulumi.interpolate`mongodb://${username}:${password}@${hostname}:27017/graylog?authSource=admin`;
    this.container = placeContainer(
      site,
      name,
      {
        ...args.image,
        arguments: ["--quiet", "--wiredTigerCacheSizeGB", (site.size.mongodbCache / 1_024).toString()],
        hostname,
        memory: site.size.memory["graylog-database"],
        environment: { MONGO_INITDB_ROOT_USERNAME: username, MONGO_INITDB_ROOT_PASSWORD: password },
        volumes: [{ volume: labVolume(site, `${name}-data`, { parent: this }).name, path: "/data/db" }],
        stopTimeout: 60,
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

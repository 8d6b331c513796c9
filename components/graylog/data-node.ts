import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { SystemImage } from "../images.ts";
import { placeContainer, type Site } from "../workload/container.ts";
import { labVolume } from "../workload/volume.ts";

export interface GraylogDataNodeArgs {
  readonly site: Site;
  readonly image: SystemImage;
  /** MongoDB's connection string: Graylog and its data node find each other there. */
  readonly database: pulumi.Input<string>;
  /** The same secret as Graylog's own. */
  readonly passwordSecret: pulumi.Input<string>;
}

/** Graylog's data node: OpenSearch with Graylog's messages, which Graylog gives its certificates. */
export class GraylogDataNode extends pulumi.ComponentResource {
  readonly container: docker.Container;

  constructor(name: string, args: GraylogDataNodeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("wazuh-misp-lab:index:GraylogDataNode", name, {}, opts);
    const { site } = args;
    const data = "/var/lib/graylog-datanode";
    this.container = placeContainer(
      site,
      name,
      {
        ...args.image,
        hostname: "datanode",
        memory: site.size.memory["graylog-data-node"],
        environment: {
          GRAYLOG_DATANODE_NODE_ID_FILE: `${data}/node-id`,
          GRAYLOG_DATANODE_PASSWORD_SECRET: args.passwordSecret,
          GRAYLOG_DATANODE_MONGODB_URI: args.database,
          GRAYLOG_DATANODE_OPENSEARCH_HEAP: `${site.size.heap.dataNode}m`,
          // The node's own process beside OpenSearch: its file of options gives it a gigabyte, and the last word counts.
          JAVA_OPTS: "-Xms64m -Xmx320m",
        },
        volumes: [{ volume: labVolume(site, `${name}-data`, { parent: this }).name, path: data }],
        limits: { memlock: -1, nofile: 65_536 },
        stopTimeout: 60,
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

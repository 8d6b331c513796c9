import { createHash } from "node:crypto";
import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { GraylogDatabase } from "./graylog/database.ts";
import { GraylogDataNode } from "./graylog/data-node.ts";
import { agentOwnersFile, agentOwnersTable } from "./graylog/agent-owners.ts";
import type { GraylogEndpoint } from "./graylog/endpoint.ts";
import { graylogLabs } from "./graylog/labs.ts";
import { storeWorkload, type GraylogStore } from "./graylog/store.ts";
import type { ImageSource } from "./images.ts";
import type { SharedPlace } from "./lab/sharing.ts";
import type { Plan } from "./plan.ts";
import { publishedPort } from "./ports.ts";
import type { Part } from "./sizes.ts";
import type { IndexerApi } from "./wazuh-indexer.ts";
import { placeContainer, type Site } from "./workload/container.ts";
import { labVolume } from "./workload/volume.ts";

export interface GraylogArgs {
  readonly site: Site;
  readonly images: ImageSource;
  /** Whether it has a database and a data node beside it. */
  readonly parts: Plan["parts"];
  /** Keeps the messages where there is no data node; undefined for a stand-in, which keeps them itself. */
  readonly indexer: IndexerApi | undefined;
  /** The lab's certificate authority, PEM. */
  readonly authority: pulumi.Input<string>;
  /** Who owns an agent, by the agent's name. */
  readonly agentOwners: Readonly<Record<string, string>>;
  /** Where other labs find it, and which with their numbers; undefined where it is not shared. */
  readonly shared:
    { readonly place: SharedPlace; readonly labs: Readonly<Record<string, number>> } | undefined;
}

/**
 * Graylog with its administrator, its database and the store of its messages; its content is brought in by the
 * configurator.
 */
export class Graylog extends pulumi.ComponentResource {
  readonly endpoint: GraylogEndpoint;
  readonly administrator: { readonly username: string; readonly password: pulumi.Output<string> };
  /** Address of the web interface for people. */
  readonly url: string;
  readonly containers: Partial<Readonly<Record<Part, docker.Container>>>;

  constructor(name: string, args: GraylogArgs, opts?: pulumi.ComponentResourceOptions) {
    super("wazuh-misp-lab:index:Graylog", name, {}, opts);
    const { site, images, parts } = args;
    const hostname = "graylog";
    const port = publishedPort(site.portBase, "graylog");
    const password = site.secrets.of("graylogAdminPassword", { parent: this });
    const passwordSecret = site.secrets.of("graylogPasswordSecret", { parent: this });
    const database = parts.has("graylog-database")
      ? new GraylogDatabase(
          `${name}-database`,
          { site, image: images.of("graylog-database") },
          { parent: this },
        )
      : undefined;
    const dataNode =
      database && parts.has("graylog-data-node")
        ? new GraylogDataNode(
            `${name}-data-node`,
            { site, image: images.of("graylog-data-node"), database: database.uri, passwordSecret },
            { parent: this },
          )
        : undefined;
    const { environment, ...store } = storeWorkload(storeOf(args), site.size.heap.graylog);

    this.url = `http://localhost:${port}`;
    this.administrator = { username: "admin", password };
    const rawInput = { host: hostname, port: 5555 };
    this.endpoint = {
      api: { url: `http://${hostname}:9000/api`, ...this.administrator },
      rawInput,
      authority: undefined,
      install: true,
      hasOwners: true,
      ...(args.shared && { labs: graylogLabs(args.shared.labs, { parent: this }) }),
    };
    const container = placeContainer(
      site,
      name,
      {
        ...images.of("graylog"),
        ...store,
        files: [
          ...(store.files ?? []),
          { path: agentOwnersFile, content: agentOwnersTable(args.agentOwners) },
        ],
        hostname,
        ...(args.shared && { networks: [args.shared.place.joined] }),
        memory: site.size.memory.graylog,
        environment: {
          GRAYLOG_PASSWORD_SECRET: passwordSecret,
          GRAYLOG_ROOT_PASSWORD_SHA2: password.apply((text) =>
            createHash("sha256").update(text).digest("hex"),
          ),
          GRAYLOG_HTTP_BIND_ADDRESS: "0.0.0.0:9000",
          GRAYLOG_HTTP_EXTERNAL_URI: `${this.url}/`,
          ...(database && { ...realEnvironment, GRAYLOG_MONGODB_URI: database.uri }),
          ...environment,
        },
        volumes: [
          { volume: labVolume(site, `${name}-data`, { parent: this }).name, path: "/usr/share/graylog/data" },
        ],
        ports: [
          { inside: 9000, outside: port },
          { inside: rawInput.port, outside: publishedPort(site.portBase, "graylog-raw") },
        ],
        ...(database && { stopTimeout: 60 }),
      },
      { parent: this },
    );
    this.containers = {
      graylog: container,
      ...(database && { "graylog-database": database.container }),
      ...(dataNode && { "graylog-data-node": dataNode.container }),
    };
    this.registerOutputs({ url: this.url });
  }
}

function storeOf({
  parts,
  indexer,
  authority,
}: Pick<GraylogArgs, "parts" | "indexer" | "authority">): GraylogStore {
  if (parts.has("graylog-data-node")) {
    return { kind: "data-node" };
  }
  return indexer && parts.has("graylog-database")
    ? { kind: "wazuh-indexer", indexer, authority }
    : { kind: "none" };
}

/** What the real one needs beside what its stand-in reads. */
const realEnvironment = {
  // On the volume, so that a new container is the same node.
  GRAYLOG_NODE_ID_FILE: "/usr/share/graylog/data/data/node-id",
  // The journal's default of 5 GB must be free before Graylog starts.
  GRAYLOG_MESSAGE_JOURNAL_MAX_SIZE: "1gb",
};

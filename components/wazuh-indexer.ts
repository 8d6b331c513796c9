import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { CertificateAuthority, KeyPair } from "./certificate-authority.ts";
import type { SystemImage } from "./images.ts";
import { passwordHash } from "./password-hash.ts";
import { publishedPort } from "./ports.ts";
import { render } from "./template.ts";
import { wazuhName } from "./wazuh/names.ts";
import { placeContainer, type Site } from "./workload/container.ts";
import { labVolume } from "./workload/volume.ts";
import type { WorkloadFile } from "./workload/workload.ts";

export interface WazuhIndexerArgs {
  readonly site: Site;
  readonly image: SystemImage;
  readonly authority: CertificateAuthority;
  /** Whether Graylog keeps its messages here too. */
  readonly graylog: boolean;
}

/** A user of the indexer's own. */
export interface IndexerUser {
  readonly name: string;
  readonly description: string;
  readonly password: pulumi.Output<string>;
  /** bcrypt. */
  readonly hash: pulumi.Output<string>;
  /** What its roles are mapped from, in the image's roles_mapping.yml. */
  readonly backendRoles: readonly string[];
}

/** How the lab's other systems ask the indexer. */
export interface IndexerApi {
  /** Address inside the lab, without a slash behind. */
  readonly url: string;
  /** May do everything. */
  readonly administrator: IndexerUser;
  /** Whom the dashboard is. */
  readonly dashboard: IndexerUser;
  /** Whom Graylog is, where it keeps its messages here. */
  readonly graylog: IndexerUser | undefined;
}

const home = "/usr/share/wazuh-indexer";
const certificates = `${home}/config/certs`;
const nodeName = wazuhName("wazuh.indexer");
const administratorName = wazuhName("admin");

/** User and group of the image's process. */
const uid = 1_000;

/** The Wazuh indexer: OpenSearch with the alerts, and in a small lab Graylog's messages. */
export class WazuhIndexer extends pulumi.ComponentResource {
  readonly api: IndexerApi;
  /** What proves the administrator without a password, so that a password can be set again. */
  readonly administratorCertificate: pulumi.Output<KeyPair>;
  /** Address on the Docker host. */
  readonly url: string;
  readonly container: docker.Container;

  constructor(name: string, args: WazuhIndexerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("wazuh-misp-lab:index:WazuhIndexer", name, {}, opts);
    const { site, authority } = args;
    const hostname = "wazuh.indexer";
    const port = publishedPort(site.portBase, "wazuh-indexer");
    const node = authority.issue(name, {
      distinguishedName: nodeName,
      names: [hostname, "localhost", "127.0.0.1", site.bindAddress],
    });
    this.administratorCertificate = authority.issue(`${name}-administrator`, {
      distinguishedName: administratorName,
      names: [],
    });
    this.url = `https://localhost:${port}`;
    this.api = { url: `https://${hostname}:9200`, ...this.#users(site, args.graylog) };
    const { administrator, dashboard, graylog } = this.api;
    const heap = site.size.heap.indexer;
    this.container = placeContainer(
      site,
      name,
      {
        ...args.image,
        hostname,
        memory: site.size.memory["wazuh-indexer"],
        environment: { OPENSEARCH_JAVA_OPTS: `-Xms${heap}m -Xmx${heap}m` },
        files: [
          ownFile("config/opensearch.yml", renderOpensearchYml()),
          ownFile(
            "config/opensearch-security/internal_users.yml",
            renderInternalUsers([administrator, dashboard, ...(graylog ? [graylog] : [])]),
          ),
          ownFile("config/certs/root-ca.pem", authority.certificate),
          ownFile("config/certs/node.pem", node.certificate),
          ownFile("config/certs/node-key.pem", node.privateKey),
        ],
        volumes: [
          { volume: labVolume(site, `${name}-data`, { parent: this }).name, path: "/var/lib/wazuh-indexer" },
        ],
        ports: [{ inside: 9200, outside: port }],
        limits: { memlock: -1, nofile: 65_536 },
        // OpenSearch writes out what it holds before it stops.
        stopTimeout: 60,
        healthCheck: {
          command: [
            "curl",
            "--fail",
            "--silent",
            "--show-error",
            "--cacert",
            `${certificates}/root-ca.pem`,
            `${this.api.url}/_plugins/_security/health`,
          ],
          interval: site.checkInterval,
          startPeriod: 180,
        },
      },
      { parent: this },
    );
    this.registerOutputs({ url: this.url });
  }

  #users(site: Site, graylog: boolean): Omit<IndexerApi, "url"> {
    const opts = { parent: this };
    const salt = site.secrets.of("wazuhIndexerSalt", opts);
    const user = (
      name: string,
      secret: "wazuhIndexerAdminPassword" | "wazuhIndexerDashboardPassword" | "wazuhIndexerGraylogPassword",
      description: string,
      backendRoles: readonly string[],
    ): IndexerUser => {
      const password = site.secrets.of(secret, opts);
      return { name, description, password, hash: passwordHash(name, password, salt), backendRoles };
    };
    return {
      administrator: user("admin", "wazuhIndexerAdminPassword", "Administrator", ["admin"]),
      // The image's roles_mapping.yml knows it by its name.
      dashboard: user("kibanaserver", "wazuhIndexerDashboardPassword", "Wazuh's dashboard", []),
      graylog: graylog ? user("graylog", "wazuhIndexerGraylogPassword", "Graylog", ["admin"]) : undefined,
    };
  }
}

function ownFile(path: string, content: pulumi.Input<string>): WorkloadFile {
  return { path: `${home}/${path}`, content, mode: "0600", owner: uid, group: uid };
}

/** The indexer's settings. */
export function renderOpensearchYml(): string {
  return render("wazuh-indexer/config/opensearch.yml", {
    host: "wazuh.indexer",
    certificates,
    nodeName,
    administratorName,
  });
}

/** The indexer's users, as its security plugin reads them. */
export function renderInternalUsers(
  users: readonly Pick<IndexerUser, "name" | "hash" | "description" | "backendRoles">[],
): pulumi.Output<string> {
  return pulumi
    .output(users)
    .apply((plain) =>
      render("wazuh-indexer/config/opensearch-security/internal_users.yml", { users: plain }),
    );
}

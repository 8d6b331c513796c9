import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { SystemImage } from "../images.ts";
import { placeContainer, type Site } from "../workload/container.ts";
import { labVolume } from "../workload/volume.ts";
import type { Workload } from "../workload/workload.ts";

export interface MispDatabaseArgs {
  readonly site: Site;
  readonly image: SystemImage;
}

/** MariaDB: MISP's database. */
export class MispDatabase extends pulumi.ComponentResource {
  /** How MISP's image is told of it. */
  readonly environment: NonNullable<Workload["environment"]>;
  readonly container: docker.Container;

  constructor(name: string, args: MispDatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("wazuh-misp-lab:index:MispDatabase", name, {}, opts);
    const { site } = args;
    const hostname = "misp-database";
    const account = { user: "misp", database: "misp" };
    const password = site.secrets.of("mispDatabasePassword", { parent: this });
    this.environment = {
      MYSQL_HOST: hostname,
      MYSQL_USER: account.user,
      MYSQL_PASSWORD: password,
      MYSQL_DATABASE: account.database,
    };
    this.container = placeContainer(
      site,
      name,
      {
        ...args.image,
        arguments: [
          `--innodb-buffer-pool-size=${site.size.misp.databasePool}M`,
          "--innodb-log-file-size=96M",
          // A look-up of many values at once is one long statement.
          "--max-allowed-packet=64M",
        ],
        hostname,
        memory: site.size.memory["misp-database"],
        environment: {
          MARIADB_DATABASE: account.database,
          MARIADB_USER: account.user,
          MARIADB_PASSWORD: password,
          MARIADB_ROOT_PASSWORD: site.secrets.of("mispDatabaseRootPassword", { parent: this }),
          // root signs in from inside the container alone.
          MARIADB_ROOT_HOST: "localhost",
          MARIADB_AUTO_UPGRADE: "1",
        },
        volumes: [{ volume: labVolume(site, `${name}-data`, { parent: this }).name, path: "/var/lib/mysql" }],
        // It sets its threads' priority, and fills its log with complaints where it may not.
        capabilities: ["SYS_NICE"],
        stopTimeout: 60,
        healthCheck: {
          command: ["healthcheck.sh", "--connect", "--innodb_initialized"],
          interval: site.checkInterval,
          startPeriod: 120,
        },
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

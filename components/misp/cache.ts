import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { SystemImage } from "../images.ts";
import { render } from "../template.ts";
import { placeContainer, type Site } from "../workload/container.ts";
import { labVolume } from "../workload/volume.ts";
import type { Workload } from "../workload/workload.ts";

export interface MispCacheArgs {
  readonly site: Site;
  readonly image: SystemImage;
}

/** User of the image's process. */
const uid = 999;

const configurationPath = "/etc/valkey.conf";

/** Valkey: MISP's cache, sessions and queue of background jobs. */
export class MispCache extends pulumi.ComponentResource {
  /** How MISP's image is told of it. */
  readonly environment: NonNullable<Workload["environment"]>;
  readonly container: docker.Container;

  constructor(name: string, args: MispCacheArgs, opts?: pulumi.ComponentResourceOptions) {
    super("wazuh-misp-lab:index:MispCache", name, {}, opts);
    const { site } = args;
    const hostname = "misp-cache";
    const password = site.secrets.of("mispCachePassword", { parent: this });
    const memory = site.size.memory["misp-cache"];
    this.environment = { REDIS_HOST: hostname, REDIS_PASSWORD: password };
    this.container = placeContainer(
      site,
      name,
      {
        ...args.image,
        // A file, and not an option: options are seen in the Docker host's list of processes.
        arguments: [configurationPath],
        hostname,
        memory,
        environment: { REDISCLI_AUTH: password },
        files: [
          {
            path: configurationPath,
            content: pulumi.secret(password.apply((text) => renderValkeyConf(text, memory))),
            mode: "0400",
            owner: uid,
            group: uid,
          },
        ],
        volumes: [{ volume: labVolume(site, `${name}-data`, { parent: this }).name, path: "/data" }],
        healthCheck: {
          // It answers a wrong password with exit code 0.
          command: ["sh", "-c", "valkey-cli ping | grep -q PONG"],
          interval: site.checkInterval,
        },
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

/** The cache's settings. @param memory limit of its container, MiB */
export function renderValkeyConf(password: string, memory: number): string {
  return render("misp-cache/valkey.conf", { password, maxMemory: Math.floor(memory * 0.6) });
}

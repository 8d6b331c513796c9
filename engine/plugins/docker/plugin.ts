import type { Plugin } from "../provider/plugin.ts";
import { configuration } from "./connection/configuration.ts";
import { Daemon } from "./connection/daemon.ts";
import { container } from "./container/container.ts";
import { Creations } from "./creations.ts";
import type { Docker } from "./docker.ts";
import { getLogs } from "./functions/get-logs.ts";
import { getNetwork } from "./functions/get-network.ts";
import { getRemoteImage } from "./functions/get-remote-image.ts";
import { image } from "./image/image.ts";
import { remoteImage } from "./image/remote-image.ts";
import { network } from "./network.ts";
import { secret } from "./swarm/secret.ts";
import { service } from "./swarm/service.ts";
import { serviceConfig } from "./swarm/service-config.ts";
import { tag } from "./tag.ts";
import { volume } from "./volume.ts";

/** Stands in for the official Pulumi docker plugin 5.2.0. */
export const plugin: Plugin<Docker> = {
  name: "docker",
  version: "5.2.0",
  description: "A stand-in for the Pulumi docker plugin.",
  configuration,
  marksDefaults: true,
  configure(args, log) {
    const daemon = new Daemon(args);
    return { daemon, creations: new Creations(daemon), log };
  },
  resources: {
    "docker:index/container:Container": container,
    "docker:index/image:Image": image,
    "docker:index/network:Network": network,
    "docker:index/remoteImage:RemoteImage": remoteImage,
    "docker:index/secret:Secret": secret,
    "docker:index/service:Service": service,
    "docker:index/serviceConfig:ServiceConfig": serviceConfig,
    "docker:index/tag:Tag": tag,
    "docker:index/volume:Volume": volume,
  },
  functions: {
    "docker:index/getLogs:getLogs": getLogs,
    "docker:index/getNetwork:getNetwork": getNetwork,
    "docker:index/getRemoteImage:getRemoteImage": getRemoteImage,
  },
};

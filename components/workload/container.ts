import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { Secrets } from "../secrets.ts";
import type { Size } from "../sizes.ts";
import { dockerName, stackLabel } from "./names.ts";
import type { HealthCheck, Workload } from "./workload.ts";

/** Where a lab's containers are placed: what all of them have in common. */
export interface Site {
  /** Name of the stack; every name in Docker carries it. */
  readonly stack: string;
  /** The lab's network. */
  readonly network: docker.Network;
  readonly profile: Profile;
  /** How much memory each part may have, and what inside it is set to match. */
  readonly size: Size;
  readonly secrets: Secrets;
  /** Address of the Docker host that ports are published on. */
  readonly bindAddress: string;
  /** First port of the lab's block. */
  readonly portBase: number;
  /** Seconds between two health checks. */
  readonly checkInterval: number;
}

export type Profile = "full" | "rehearsal";

/**
 * Places a workload as one container of the lab's network.
 *
 * Containers have fixed names, so a replacement must delete the old one first; memory is given with `memorySwap`, because
 * Docker sets the one that is left out and the plugin would see a difference for ever.
 */
export function placeContainer(
  site: Site,
  name: string,
  workload: Workload,
  opts: pulumi.CustomResourceOptions,
): docker.Container {
  return new docker.Container(
    name,
    {
      name: dockerName(site.stack, name),
      hostname: workload.hostname,
      image: workload.image,
      restart: "unless-stopped",
      labels: [stackLabel(site.stack)],
      memory: workload.memory,
      memorySwap: workload.memory,
      networksAdvanced: [
        { name: site.network.name, aliases: [workload.hostname, ...(workload.aliases ?? [])] },
        ...(workload.networks ?? []).map(({ network, aliases = [] }) => ({
          name: network,
          aliases: [...aliases],
        })),
      ],
      ...(workload.entryPoint && { entrypoints: [...workload.entryPoint] }),
      ...(workload.arguments && { command: [...workload.arguments] }),
      ...(workload.user && { user: workload.user }),
      ...(workload.environment && { envs: environmentList(workload.environment) }),
      ...(workload.healthCheck && { healthcheck: healthCheckArgs(workload.healthCheck) }),
      ...limitArgs(workload),
      uploads: (workload.files ?? []).map(({ path, content, mode = "0644", owner = 0, group = 0 }) => ({
        file: path,
        content,
        permissions: mode,
        owner: owner.toString(),
        group: group.toString(),
      })),
      volumes: (workload.volumes ?? []).map(({ volume, path, readOnly = false }) => ({
        volumeName: volume,
        containerPath: path,
        readOnly,
      })),
      ports: (workload.ports ?? []).map(({ inside, outside }) => ({
        internal: inside,
        external: outside,
        ip: site.bindAddress,
      })),
    },
    { ...opts, deleteBeforeReplace: true },
  );
}

function environmentList(
  environment: Readonly<Record<string, pulumi.Input<string>>>,
): pulumi.Output<string>[] {
  return Object.entries(environment).map(([key, value]) => pulumi.interpolate`${key}=${value}`);
}

/** What a container may use of the host, where it is other than usual. */
function limitArgs({
  stopTimeout,
  limits,
  capabilities,
  devices,
  watchesHost = false,
  sysctls,
  tmpfs,
}: Workload) {
  return {
    ...(watchesHost && { privileged: true, pidMode: "host" }),
    ...(stopTimeout && { stopTimeout }),
    ...(limits && {
      ulimits: Object.entries(limits).map(([name, limit]) => ({ name, soft: limit, hard: limit })),
    }),
    // Docker tells them with the prefix, and the plugin would see a difference for ever without it.
    ...(capabilities && { capabilities: { adds: capabilities.map((capability) => `CAP_${capability}`) } }),
    ...(devices && {
      devices: devices.map((path) => ({ hostPath: path, containerPath: path, permissions: "rwm" })),
    }),
    ...(sysctls && { sysctls: { ...sysctls } }),
    ...(tmpfs && { tmpfs: { ...tmpfs } }),
  };
}

function healthCheckArgs({ command, interval, timeout = 10, retries = 5, startPeriod = 0 }: HealthCheck) {
  return {
    tests: ["CMD", ...command],
    interval: `${interval}s`,
    timeout: `${timeout}s`,
    retries,
    startPeriod: `${startPeriod}s`,
  };
}

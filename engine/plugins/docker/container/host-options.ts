import type { HostConfig } from "dockerode";
import { given } from "../given.ts";
import { deviceRequests } from "./device-requests.ts";
import type { Inputs, Item } from "./inputs.ts";
import { toMount } from "./mounts.ts";

const megabyte = 1024 * 1024;

/** The part of a container's options that concerns its host. */
export function hostOptions(inputs: Inputs): HostConfig {
  const security = securityOptions(inputs.securityOpts ?? []);
  return {
    NetworkMode: inputs.networkMode ?? "bridge",
    RestartPolicy: restartPolicy(inputs),
    ...given("AutoRemove", inputs.rm),
    ...given("Privileged", inputs.privileged),
    ...given("ReadonlyRootfs", inputs.readOnly),
    ...given("Init", inputs.init),
    ...given("PublishAllPorts", inputs.publishAllPorts),
    ...given("PortBindings", inputs.ports && portBindings(inputs.ports)),
    ...given(
      "ExtraHosts",
      inputs.hosts?.map(({ host, ip }) => `${host}:${ip}`),
    ),
    ...given("Dns", inputs.dns),
    ...given("DnsOptions", inputs.dnsOpts),
    ...given("DnsSearch", inputs.dnsSearches),
    ...volumeOptions(inputs.volumes ?? []),
    ...given("Mounts", inputs.mounts?.map(toMount)),
    ...given("Tmpfs", inputs.tmpfs),
    ...given("StorageOpt", inputs.storageOpts),
    ...resources(inputs),
    ...given("CapAdd", inputs.capabilities?.adds),
    ...given("CapDrop", inputs.capabilities?.drops),
    ...security,
    ...given("Sysctls", inputs.sysctls),
    ...given("Devices", inputs.devices?.map(toDevice)),
    ...given("DeviceCgroupRules", inputs.deviceCgroupRules),
    ...given("DeviceRequests", deviceRequests(inputs)),
    ...given("Runtime", inputs.runtime),
    ...given("PidMode", inputs.pidMode),
    ...given("IpcMode", inputs.ipcMode),
    ...given("UsernsMode", inputs.usernsMode),
    ...given("CgroupnsMode", inputs.cgroupnsMode as "private" | "host" | undefined),
    ...given("CgroupParent", inputs.cgroupParent),
    ...given("GroupAdd", inputs.groupAdds),
    LogConfig: { Type: inputs.logDriver ?? "", Config: inputs.logOpts ?? {} },
  };
}

/** The limits that Docker can also change while the container runs. */
export function updatableResources(inputs: Inputs): HostConfig {
  return {
    ...given("CpuShares", inputs.cpuShares),
    ...given("CpusetCpus", inputs.cpuSet),
    ...given("Memory", inputs.memory && inputs.memory * megabyte),
    ...given("MemoryReservation", inputs.memoryReservation && inputs.memoryReservation * megabyte),
    ...given("MemorySwap", inputs.memorySwap && (inputs.memorySwap > 0 ? inputs.memorySwap * megabyte : -1)),
    ...given("BlkioDeviceReadBps", inputs.deviceReadBps?.map(toThrottle)),
    ...given("BlkioDeviceReadIOps", inputs.deviceReadIops?.map(toThrottle)),
    ...given("BlkioDeviceWriteBps", inputs.deviceWriteBps?.map(toThrottle)),
    ...given("BlkioDeviceWriteIOps", inputs.deviceWriteIops?.map(toThrottle)),
  };
}

/** When Docker starts the container again. */
export function restartPolicy(inputs: Inputs): NonNullable<HostConfig["RestartPolicy"]> {
  return { Name: inputs.restart ?? "no", MaximumRetryCount: inputs.maxRetryCount ?? 0 };
}

function resources(inputs: Inputs): HostConfig {
  const cpus = inputs.cpus === undefined || inputs.cpus === "" ? undefined : Number(inputs.cpus);
  if (cpus !== undefined && !(cpus >= 0)) {
    throw new Error(`The argument cpus must be a number such as 1.5, but it is '${inputs.cpus ?? ""}'.`);
  }
  return {
    ...updatableResources(inputs),
    ...given("ShmSize", inputs.shmSize && inputs.shmSize * megabyte),
    // A share of processors and a quota exclude each other.
    ...(cpus === undefined
      ? { ...given("CpuPeriod", inputs.cpuPeriod), ...given("CpuQuota", inputs.cpuQuota) }
      : { NanoCpus: Math.round(cpus * 1e9) }),
    ...given(
      "Ulimits",
      inputs.ulimits?.map(({ name, soft, hard }) => ({ Name: name, Soft: soft, Hard: hard })),
    ),
  };
}

function toThrottle({ path, rate }: Item<"deviceReadBps">): { Path: string; Rate: number } {
  return { Path: path, Rate: rate };
}

function toDevice(device: Item<"devices">): NonNullable<HostConfig["Devices"]>[number] {
  return {
    PathOnHost: device.hostPath,
    PathInContainer: device.containerPath || device.hostPath,
    CgroupPermissions: device.permissions ?? "rwm",
  };
}

function portBindings(
  ports: readonly Item<"ports">[],
): Record<string, { HostIp: string; HostPort: string }[]> {
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const { internal, external = 0, ip = "0.0.0.0", protocol = "tcp" } of ports) {
    (bindings[`${internal}/${protocol}`] ??= []).push({ HostIp: ip, HostPort: String(external) });
  }
  return bindings;
}

function volumeOptions(volumes: readonly Item<"volumes">[]): HostConfig {
  const from = volumes.flatMap(({ fromContainer }) => (fromContainer ? [fromContainer] : []));
  const binds = volumes.flatMap((volume) => {
    const source = volume.hostPath || volume.volumeName;
    const mode = [
      volume.readOnly === true ? "ro" : "rw",
      ...(volume.selinuxRelabel ? [volume.selinuxRelabel] : []),
    ];
    return source ? [`${source}:${volume.containerPath ?? ""}:${mode.join(",")}`] : [];
  });
  return { ...(binds.length > 0 ? { Binds: binds } : {}), ...(from.length > 0 ? { VolumesFrom: from } : {}) };
}

/** `systempaths=unconfined` is an order to the client: nothing is masked and nothing is read-only. */
function securityOptions(options: readonly string[]): HostConfig {
  const unconfined = "systempaths=unconfined";
  return {
    ...(options.length > 0 ? { SecurityOpt: options.filter((option) => option !== unconfined) } : {}),
    ...(options.includes(unconfined) ? { MaskedPaths: [], ReadonlyPaths: [] } : {}),
  };
}

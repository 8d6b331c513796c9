import type { ContainerInspectInfo, HostConfig } from "dockerode";
import type { Value, Values } from "../../provider/values.ts";
import { itemsOf } from "../given.ts";
import { inWordsOf, meta, toState } from "../state.ts";
import { fromDeviceRequests } from "./device-requests.ts";
import { formatDuration } from "./duration.ts";
import { fromMounts } from "./mounts.ts";
import { networkDatas, portsOf } from "./network-outputs.ts";
import { shape } from "./shape.ts";

/** A container as Docker tells it, with what the types of dockerode leave out. */
export type Found = ContainerInspectInfo & {
  readonly Config: { readonly StopSignal?: string; readonly StopTimeout?: number };
  readonly NetworkSettings: { readonly Bridge: string };
};

const megabyte = 1024 * 1024;

/**
 * A container's outputs while its creation is not finished: its inputs, and nothing of what Docker chooses, by which
 * the next update sees that it has to be replaced.
 */
export function unfinishedOutputs(id: string, inputs: Values): Values {
  const entrypoints = inputs["entrypoints"] ?? null;
  return { ...toState(shape, inputs), entrypoints, networkDatas: null, id, ...meta(2, true) };
}

/**
 * A container's outputs as the official plugin keeps them: what Docker tells of it, over what was asked for,
 * where Docker tells nothing or says the same in other words. `asked` are its inputs, or its earlier outputs.
 */
export function outputsOf(found: Found, asked: Values): Values {
  const observed = Object.entries(observe(found, asked));
  const worded = observed.map(([name, value]) => [name, inWordsOf(shape, name, value, asked[name])] as const);
  const outputs = toState(shape, { ...asked, ...Object.fromEntries(worded) });
  return { ...outputs, id: found.Id, ...meta(2, true) };
}

function observe(found: Found, asked: Values): Values {
  const { Config: config, HostConfig: host, State: state } = found;
  const running = state.Running;
  const mustRun = asked["mustRun"] === true;
  return {
    name: found.Name.replace(/^\//, ""),
    // An image that was asked for by its id stays an id; another keeps its name.
    image: isImageId(asked["image"]) ? found.Image : config.Image,
    command: itemsOf(config.Cmd),
    entrypoints: asList(config.Entrypoint),
    hostname: config.Hostname,
    domainname: config.Domainname,
    user: config.User,
    workingDir: config.WorkingDir,
    tty: config.Tty,
    stdinOpen: config.OpenStdin,
    stopSignal: config.StopSignal ?? "",
    stopTimeout: config.StopTimeout ?? 0,
    ...(config.Healthcheck ? { healthcheck: healthcheckOf(config.Healthcheck) } : {}),
    platform: found.Platform,
    ...(running
      ? {}
      : { exitCode: state.ExitCode, ...(mustRun && asked["start"] !== false ? { mustRun: false } : {}) }),
    bridge: found.NetworkSettings.Bridge,
    networkDatas: networkDatas(found),
    ...portsOf(found, asked, running || mustRun),
    ...hostOutputs(host, asked),
    mounts: fromMounts(host.Mounts ?? []),
  };
}

function isImageId(image: Value | undefined): boolean {
  return typeof image === "string" && image.startsWith("sha256:");
}

function hostOutputs(host: HostConfig, asked: Values): Values {
  const inMegabytes = (bytes: number | undefined): number =>
    bytes === undefined || bytes <= 0 ? (bytes ?? 0) : Math.floor(bytes / megabyte);
  return {
    rm: host.AutoRemove ?? false,
    readOnly: host.ReadonlyRootfs ?? false,
    privileged: host.Privileged ?? false,
    publishAllPorts: host.PublishAllPorts ?? false,
    restart: host.RestartPolicy?.Name || "no",
    maxRetryCount: host.RestartPolicy?.MaximumRetryCount ?? 0,
    init: host.Init ?? false,
    networkMode: host.NetworkMode ?? "",
    dns: orNull(host.Dns),
    dnsOpts: orNull(host.DnsOptions),
    dnsSearches: orNull(host.DnsSearch),
    hosts: itemsOf(host.ExtraHosts as string[] | null).map((entry) => {
      const colon = entry.indexOf(":");
      return { host: entry.slice(0, colon), ip: entry.slice(colon + 1) };
    }),
    groupAdds: orNull(host.GroupAdd),
    securityOpts: securityOptsOf(itemsOf(host.SecurityOpt as string[] | null), asked["securityOpts"]),
    ...capabilitiesOf(host),
    ipcMode: host.IpcMode ?? "",
    usernsMode: host.UsernsMode ?? "",
    ...(asked["pidMode"] ? { pidMode: host.PidMode ?? "" } : {}),
    runtime: host.Runtime ?? "",
    sysctls: orNull(host.Sysctls),
    tmpfs: orNull(host.Tmpfs),
    storageOpts: orNull(host.StorageOpt),
    memory: inMegabytes(host.Memory),
    memoryReservation: inMegabytes(host.MemoryReservation),
    memorySwap: inMegabytes(host.MemorySwap),
    shmSize: inMegabytes(host.ShmSize),
    cpuShares: host.CpuShares ?? 0,
    cpuSet: host.CpusetCpus ?? "",
    ...(host.NanoCpus ? { cpus: String(host.NanoCpus / 1e9) } : {}),
    logDriver: host.LogConfig?.Type ?? "",
    ...(asked["logOpts"] ? { logOpts: (host.LogConfig?.Config ?? {}) as Values } : {}),
    ...ifAsked(
      "ulimits",
      asked,
      (host.Ulimits ?? []).map(({ Name, Soft, Hard }) => ({ name: Name!, soft: Soft!, hard: Hard! })),
    ),
    ...ifAsked("deviceRequests", asked, fromDeviceRequests(host.DeviceRequests ?? [])),
    ...throttlesOf(host),
  };
}

function capabilitiesOf(host: HostConfig): Values {
  const [adds, drops] = [itemsOf(host.CapAdd as string[] | null), itemsOf(host.CapDrop as string[] | null)];
  return adds.length + drops.length > 0 ? { capabilities: { adds, drops } } : {};
}

/**
 * The daemon never sees `systempaths=unconfined`, and adds `label=disable` of its own to containers that share the
 * host's processes.
 */
function securityOptsOf(found: string[], asked: Value | undefined): string[] {
  if (!Array.isArray(asked) || asked.length === 0) {
    return found;
  }
  const unseen = asked.includes("systempaths=unconfined") ? ["systempaths=unconfined"] : [];
  const own = asked.includes("label=disable") ? [] : ["label=disable"];
  return [...found.filter((option) => !own.includes(option)), ...unseen];
}

function throttlesOf(host: HostConfig): Values {
  const list = (value: unknown): Values[] =>
    ((value ?? []) as { Path: string; Rate: number }[]).map(({ Path, Rate }) => ({ path: Path, rate: Rate }));
  return {
    deviceReadBps: list(host.BlkioDeviceReadBps),
    deviceReadIops: list(host.BlkioDeviceReadIOps),
    deviceWriteBps: list(host.BlkioDeviceWriteBps),
    deviceWriteIops: list(host.BlkioDeviceWriteIOps),
  };
}

function ifAsked(name: string, asked: Values, value: Value): Values {
  const given = asked[name];
  return Array.isArray(given) && given.length > 0 ? { [name]: value } : {};
}

function healthcheckOf(check: NonNullable<ContainerInspectInfo["Config"]["Healthcheck"]>): Values {
  return {
    tests: check.Test ?? [],
    interval: formatDuration(check.Interval ?? 0),
    timeout: formatDuration(check.Timeout ?? 0),
    startPeriod: formatDuration(check.StartPeriod ?? 0),
    startInterval: formatDuration(check.StartInterval ?? 0),
    retries: check.Retries ?? 0,
  };
}

function asList(value: string | string[] | null | undefined): string[] {
  return typeof value === "string" ? [value] : (value ?? []);
}

/** Absent, rather than empty, as the official plugin has it. */
function orNull<T extends Value[] | Record<string, Value>>(value: T | null | undefined): T | null {
  return value == null || Object.keys(value).length === 0 ? null : value;
}

import type { ContainerArgs, ContainerState } from "@pulumi/docker";
import type { Property } from "../../provider/shape.ts";
import type { Value } from "../../provider/values.ts";
import {
  atLeast,
  autonamed,
  chosen,
  count,
  fixed,
  flag,
  labels,
  object,
  objectSet,
  oneOf,
  output,
  required,
  text,
  textMap,
  textSet,
  texts,
} from "../properties.ts";
import {
  capabilityShape,
  deviceRequestShape,
  deviceShape,
  healthcheckShape,
  hostShape,
  mountShape,
  networkDataShape,
  networkShape,
  portShape,
  throttleShape,
  ulimitShape,
  uploadShape,
  volumeShape,
} from "./parts.ts";

const sameNumber = (old: Value, now: Value): boolean => Number(old) === Number(now);
const emptyIsSame = (old: Value, now: Value): boolean => now === "" || old === now;
/** Docker tells the operating system alone; which architecture was asked for is not seen again. */
const samePlatform = (old: Value, now: Value): boolean =>
  old === now || old === (now as string).split("/")[0];
const rangeList: Property = {
  kind: "string",
  validate: (value) =>
    /^\d+([,-]\d+)*$/.test(value as string) ? undefined : "must be a list of processors such as 0-2 or 0,1",
};

/**
 * The arguments of docker.Container 5.2.0: their kinds and defaults, which changes make a new container, and what
 * Docker chooses when nothing is said. https://www.pulumi.com/registry/packages/docker/api-docs/container
 */
export const shape = {
  name: autonamed,
  image: required(fixed(text)),
  command: chosen(fixed(texts)),
  entrypoints: chosen(fixed(texts)),
  envs: chosen(fixed(textSet)),
  labels: chosen(fixed(labels)),
  hostname: chosen(fixed(text)),
  domainname: fixed(text),
  user: { ...chosen(fixed(text)), same: emptyIsSame },
  workingDir: { ...chosen(fixed(text)), same: emptyIsSame },
  groupAdds: fixed(textSet),
  tty: fixed({ ...flag, default: false }),
  stdinOpen: fixed({ ...flag, default: false }),
  init: chosen(flag),

  start: { ...flag, default: true },
  mustRun: { ...flag, default: true },
  wait: { ...flag, default: false },
  waitTimeout: { ...count, default: 60 },
  attach: { ...flag, default: false },
  logs: { ...flag, default: false },
  rm: { ...flag, default: false },
  restart: { ...oneOf("no", "on-failure", "always", "unless-stopped"), default: "no" },
  maxRetryCount: count,
  stopSignal: chosen(fixed(text)),
  stopTimeout: chosen(fixed(count)),
  destroyGraceSeconds: count,
  removeVolumes: { ...flag, default: true },
  containerReadRefreshTimeoutMilliseconds: { ...count, default: 15000 },
  healthcheck: chosen(object(healthcheckShape)),

  ports: fixed(objectSet(portShape)),
  publishAllPorts: fixed(flag),
  networkMode: { ...fixed(text), default: "bridge" },
  networksAdvanced: fixed(objectSet(networkShape)),
  hosts: fixed(objectSet(hostShape)),
  dns: fixed(textSet),
  dnsOpts: fixed(textSet),
  dnsSearches: fixed(textSet),

  volumes: fixed(objectSet(volumeShape)),
  mounts: fixed(objectSet(mountShape)),
  tmpfs: textMap,
  uploads: fixed(objectSet(uploadShape)),
  readOnly: fixed({ ...flag, default: false }),
  storageOpts: fixed(textMap),

  memory: atLeast(0),
  memoryReservation: { ...atLeast(0), default: 0 },
  memorySwap: atLeast(-1),
  shmSize: chosen(fixed(atLeast(0))),
  cpus: { ...fixed(text), same: sameNumber },
  cpuPeriod: atLeast(0),
  cpuQuota: atLeast(0),
  cpuShares: atLeast(0),
  cpuSet: rangeList,
  ulimits: fixed(objectSet(ulimitShape)),
  deviceReadBps: objectSet(throttleShape),
  deviceReadIops: objectSet(throttleShape),
  deviceWriteBps: objectSet(throttleShape),
  deviceWriteIops: objectSet(throttleShape),

  privileged: fixed(flag),
  capabilities: fixed(object(capabilityShape)),
  securityOpts: chosen(fixed(textSet)),
  sysctls: fixed(textMap),
  devices: fixed(objectSet(deviceShape)),
  deviceCgroupRules: fixed(textSet),
  deviceRequests: fixed(objectSet(deviceRequestShape)),
  gpus: fixed(text),
  runtime: chosen(fixed(text)),
  platform: { ...chosen(fixed(text)), same: samePlatform },
  pidMode: fixed(text),
  ipcMode: chosen(fixed(text)),
  usernsMode: fixed(text),
  cgroupnsMode: fixed(oneOf("private", "host")),
  cgroupParent: fixed(text),

  logDriver: chosen(fixed(text)),
  logOpts: fixed(textMap),

  bridge: output("string"),
  containerLogs: output("string"),
  exitCode: output("integer"),
  networkDatas: output({ list: { object: networkDataShape } }),
} satisfies Record<keyof ContainerArgs | keyof ContainerState, Property>;

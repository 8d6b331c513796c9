import type { Property, Shape } from "../../provider/shape.ts";
import type { Value } from "../../provider/values.ts";
import {
  atLeast,
  chosen,
  count,
  flag,
  labels,
  object,
  oneOf,
  required,
  text,
  textMap,
  textSet,
  texts,
} from "../properties.ts";
import { fullCapability } from "./capability.ts";
import { parseDuration, sameDuration } from "./duration.ts";

/** A duration, such as `1m30s`. */
export const anyDuration: Property = {
  kind: "string",
  validate: (value) =>
    parseDuration(value as string) === undefined
      ? "must be a duration such as 30s, 1m30s or 500ms"
      : undefined,
  same: (old, now) => sameDuration(old as string, now as string),
};

/** A duration that is none when nothing is said. */
export const duration: Property = { ...anyDuration, default: "0s" };

/** Capabilities are a set, and one has two spellings. */
const capabilities: Property = {
  ...textSet,
  same: (old, now) => {
    const full = (value: Value): string => (value as string[]).map(fullCapability).sort().join();
    return full(old) === full(now);
  },
};

export const capabilityShape: Shape = { adds: capabilities, drops: capabilities };

export const portShape: Shape = {
  internal: required(count),
  external: chosen(count),
  // No address means all of them, which is written so.
  ip: { ...text, default: "0.0.0.0", same: (old, now) => (old || "0.0.0.0") === (now || "0.0.0.0") },
  protocol: { ...text, default: "tcp" },
};

export const networkShape: Shape = {
  name: required(text),
  aliases: textSet,
  ipv4Address: text,
  ipv6Address: text,
  linkLocalIps: textSet,
  macAddress: text,
  driverOpts: textSet,
  gwPriority: atLeast(0),
};

export const volumeShape: Shape = {
  volumeName: text,
  hostPath: {
    ...text,
    validate: (value) =>
      /^(\/|[A-Za-z]:[\\/]|\/\/|\\\\)/.test(value as string) ? undefined : "must be an absolute path",
  },
  containerPath: text,
  fromContainer: text,
  readOnly: flag,
  selinuxRelabel: oneOf("z", "Z"),
};

export const mountShape: Shape = {
  target: required(text),
  type: required(oneOf("bind", "volume", "tmpfs")),
  source: text,
  readOnly: flag,
  bindOptions: object({
    propagation: oneOf("private", "rprivate", "shared", "rshared", "slave", "rslave"),
  }),
  volumeOptions: object({
    noCopy: flag,
    labels,
    driverName: text,
    driverOptions: textMap,
    subpath: text,
  }),
  tmpfsOptions: object({ sizeBytes: count, mode: count }),
};

export const uploadShape: Shape = {
  file: required(text),
  content: text,
  contentBase64: {
    ...text,
    validate: (value) =>
      /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value as string)
        ? undefined
        : "must be base64",
  },
  source: text,
  sourceHash: text,
  executable: flag,
  permissions: {
    ...text,
    validate: (value) =>
      /^0[0-7]{3}$/.test(value as string)
        ? undefined
        : "must be four octal digits that begin with 0, such as 0644",
  },
  owner: text,
  group: text,
};

export const healthcheckShape: Shape = {
  tests: texts,
  interval: duration,
  timeout: duration,
  startPeriod: duration,
  startInterval: duration,
  retries: atLeast(0),
};

export const throttleShape: Shape = { path: required(text), rate: required(atLeast(0)) };

export const deviceShape: Shape = {
  hostPath: required(text),
  containerPath: text,
  permissions: { ...text, default: "rwm" },
};

export const deviceRequestShape: Shape = {
  driver: { ...text, default: "cdi" },
  count,
  deviceIds: textSet,
  capabilities: textSet,
  options: textMap,
};

export const ulimitShape: Shape = { name: required(text), soft: required(count), hard: required(count) };

export const hostShape: Shape = { host: required(text), ip: required(text) };

export const networkDataShape: Shape = {
  networkName: text,
  ipAddress: text,
  ipPrefixLength: count,
  gateway: text,
  globalIpv6Address: text,
  globalIpv6PrefixLength: count,
  ipv6Gateway: text,
  macAddress: text,
};

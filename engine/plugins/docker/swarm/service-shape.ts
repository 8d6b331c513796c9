import type { ServiceArgs } from "@pulumi/docker";
import type { Unwrap } from "@pulumi/pulumi";
import type { Property, Shape } from "../../provider/shape.ts";
import { anyDuration, duration, healthcheckShape, hostShape, mountShape } from "../container/parts.ts";
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
  objects,
  oneOf,
  required,
  text,
  textMap,
  textSet,
  texts,
} from "../properties.ts";

/** A service's checked inputs. */
export type Inputs = Unwrap<ServiceArgs> & { readonly name: string };

const ratio: Property = {
  ...text,
  default: "0.0",
  validate: (value) =>
    Number(value) >= 0 && Number(value) <= 1 ? undefined : "must be a ratio between 0.0 and 1.0",
  same: (old, now) => Number(old) === Number(now),
};

const rollout: Shape = {
  parallelism: { ...atLeast(0), default: 1 },
  delay: duration,
  failureAction: { ...oneOf("pause", "continue", "rollback"), default: "pause" },
  monitor: { ...duration, default: "5s" },
  maxFailureRatio: ratio,
  order: { ...oneOf("stop-first", "start-first"), default: "stop-first" },
};

const file: Shape = {
  fileName: required(text),
  fileUid: { ...text, default: "0" },
  fileGid: { ...text, default: "0" },
  fileMode: { ...atLeast(0), default: 0o444 },
};

/** Devices that nodes count, which only the official plugin asks for. */
const genericResources: Property = {
  kind: "any",
  validate: () => "is not supported by this stand-in: use the official docker plugin",
};

const healthcheck = without(healthcheckShape, "startInterval");

const containerSpec = {
  image: required(text),
  labels: fixed(labels),
  commands: texts,
  args: texts,
  hostname: text,
  env: textMap,
  dir: text,
  user: text,
  groups: texts,
  privileges: object({
    credentialSpec: object({ file: text, registry: text }),
    seLinuxContext: object({ disable: flag, user: text, role: text, type: text, level: text }),
  }),
  readOnly: flag,
  mounts: objectSet(mountShape),
  stopSignal: text,
  stopGracePeriod: chosen(anyDuration),
  healthcheck: chosen(object(healthcheck)),
  hosts: fixed(objectSet(hostShape)),
  dnsConfig: chosen(object({ nameservers: required(texts), searches: texts, options: texts })),
  secrets: objectSet({ secretId: required(text), secretName: text, ...file }),
  configs: objectSet({ configId: required(text), configName: text, ...file }),
  isolation: { ...oneOf("default", "process", "hyperv"), default: "default" },
  sysctl: fixed(textMap),
  capAdds: texts,
  capDrops: texts,
  init: chosen(flag),
} satisfies Record<keyof Inputs["taskSpec"]["containerSpec"], Property>;

const taskSpec = {
  containerSpec: required(object(containerSpec)),
  resources: chosen(
    object({
      limits: object({ nanoCpus: count, memoryBytes: count }),
      reservation: object({
        nanoCpus: count,
        memoryBytes: count,
        genericResources,
      }),
    }),
  ),
  restartPolicy: chosen(
    object({
      condition: chosen(oneOf("none", "on-failure", "any")),
      delay: chosen(anyDuration),
      maxAttempts: chosen(atLeast(0)),
      window: chosen(anyDuration),
    }),
  ),
  placement: chosen(
    object({
      constraints: textSet,
      prefs: textSet,
      maxReplicas: atLeast(0),
      platforms: objectSet({ architecture: required(text), os: required(text) }),
    }),
  ),
  forceUpdate: chosen(atLeast(0)),
  runtime: chosen(oneOf("container", "plugin")),
  networksAdvanceds: fixed(objectSet({ name: text, id: text, aliases: textSet, driverOpts: textSet })),
  logDriver: object({ name: required(text), options: textMap }),
} satisfies Record<keyof Inputs["taskSpec"], Property>;

/** https://www.pulumi.com/registry/packages/docker/api-docs/service */
export const shape = {
  name: autonamed,
  labels: chosen(labels),
  taskSpec: required(object(taskSpec)),
  mode: chosen(
    object({ global: fixed(flag), replicated: chosen(object({ replicas: { ...atLeast(0), default: 1 } })) }),
  ),
  updateConfig: object(rollout),
  rollbackConfig: object({ ...rollout, failureAction: { ...oneOf("pause", "continue"), default: "pause" } }),
  endpointSpec: chosen(
    object({
      mode: chosen(oneOf("vip", "dnsrr")),
      ports: objects({
        targetPort: required(count),
        publishedPort: chosen(count),
        protocol: { ...oneOf("tcp", "udp", "sctp"), default: "tcp" },
        publishMode: { ...oneOf("host", "ingress"), default: "ingress" },
        name: text,
      }),
    }),
  ),
  convergeConfig: object({ delay: { ...duration, default: "7s" }, timeout: { ...duration, default: "3m" } }),
  auth: fixed(object({ serverAddress: required(text), username: text, password: { ...text, secret: true } })),
} satisfies Record<keyof ServiceArgs, Property>;

function without(shape: Shape, name: string): Shape {
  return Object.fromEntries(Object.entries(shape).filter(([other]) => other !== name));
}

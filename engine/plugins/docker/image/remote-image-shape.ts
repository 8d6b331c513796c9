import type { RemoteImageArgs, RemoteImageState } from "@pulumi/docker";
import type { Unwrap } from "@pulumi/pulumi";
import type { Property } from "../../provider/shape.ts";
import { isEmpty } from "../../provider/shape.ts";
import {
  count,
  fixed,
  flag,
  object,
  objects,
  output,
  required,
  text,
  textMap,
  textSet,
  texts,
} from "../properties.ts";

/** The inputs of docker.RemoteImage, unwrapped. */
export type Inputs = Unwrap<RemoteImageArgs>;

/** Its instructions to build. */
export type Build = NonNullable<Inputs["build"]>;

/** An option of BuildKit's, which the classic builder does not have. */
function needsBuildKit(property: Property): Property {
  return {
    ...property,
    validate: (value) =>
      isEmpty(value)
        ? undefined
        : "needs BuildKit, which this stand-in does not drive: use the official docker plugin",
  };
}

const build = {
  context: required(text),
  dockerfile: { ...text, default: "Dockerfile" },
  tags: texts,
  target: text,
  platform: text,
  buildArgs: textMap,
  labels: textMap,
  label: textMap,
  cacheFroms: texts,
  extraHosts: texts,
  networkMode: text,
  noCache: flag,
  pullParent: flag,
  remove: { ...flag, default: true },
  forceRemove: flag,
  suppressOutput: flag,
  squash: flag,
  isolation: text,
  remoteContext: text,
  authConfigs: objects({
    hostName: required(text),
    userName: text,
    password: { ...text, secret: true },
    auth: text,
    email: text,
    serverAddress: text,
    identityToken: text,
    registryToken: text,
  }),
  cgroupParent: text,
  cpuPeriod: count,
  cpuQuota: count,
  cpuSetCpus: text,
  cpuSetMems: text,
  cpuShares: count,
  memory: count,
  memorySwap: count,
  shmSize: count,
  securityOpts: texts,
  ulimits: objects({ name: required(text), soft: required(count), hard: required(count) }),
  useLegacyBuilder: flag,
  version: {
    ...text,
    validate: (value) =>
      ["", "1"].includes(value as string)
        ? undefined
        : "must be 1: this stand-in drives the classic builder alone",
  },
  additionalContexts: needsBuildKit(texts),
  builder: needsBuildKit(text),
  buildId: needsBuildKit(text),
  buildLogFile: needsBuildKit(text),
  cacheTos: needsBuildKit(texts),
  provenance: needsBuildKit(text),
  sbom: needsBuildKit(text),
  secrets: needsBuildKit(objects({ id: required(text), src: text, env: text })),
  sessionId: needsBuildKit(text),
} satisfies Record<keyof Build, Property>;

/** https://www.pulumi.com/registry/packages/docker/api-docs/remoteimage */
export const shape = {
  name: required(fixed(text)),
  build: fixed(object(build)),
  triggers: fixed(textMap),
  pullTriggers: fixed(textSet),
  platform: fixed(text),
  keepLocally: flag,
  forceRemove: flag,
  imageId: output("string"),
  repoDigest: output("string"),
} satisfies Record<keyof RemoteImageArgs | keyof RemoteImageState, Property>;

import type { Image, ImageArgs } from "@pulumi/docker";
import type { Unwrap } from "@pulumi/pulumi";
import type { Property } from "../../provider/shape.ts";
import { flag, object, oneOf, output, required, text, textMap, texts } from "../properties.ts";

/** The inputs of docker.Image, unwrapped and checked. */
export type Inputs = Unwrap<ImageArgs> & {
  readonly build: { readonly context: string; readonly dockerfile: string; readonly contextDigest?: string };
};

const build = {
  context: text,
  dockerfile: text,
  args: textMap,
  target: text,
  platform: text,
  network: text,
  addHosts: texts,
  cacheFrom: object({ images: texts }),
  builderVersion: oneOf("BuilderV1", "BuilderBuildKit"),
} satisfies Record<keyof NonNullable<Unwrap<ImageArgs>["build"]>, Property>;

/** https://www.pulumi.com/registry/packages/docker/api-docs/image */
export const shape = {
  imageName: required(text),
  build: object(build),
  registry: object({ server: text, username: text, password: { ...text, secret: true } }),
  skipPush: flag,
  buildOnPreview: flag,
  baseImageName: output("string"),
  context: output("string"),
  dockerfile: output("string"),
  platform: output("string"),
  registryServer: output("string"),
  repoDigest: output("string"),
} satisfies Record<keyof ImageArgs | Exclude<keyof Image, "urn" | "id" | "getProvider">, Property>;

import type { Unwrap } from "@pulumi/pulumi";
import type { TagArgs } from "@pulumi/docker";
import type { Resource } from "../provider/resource.ts";
import type { Property } from "../provider/shape.ts";
import { daemonError } from "./daemon-error.ts";
import type { Docker } from "./docker.ts";
import { splitTag } from "./image/name.ts";
import { fixed, output, required, text, textSet } from "./properties.ts";
import { diffState, toState } from "./state.ts";

const shape = {
  sourceImage: required(fixed(text)),
  targetImage: required(fixed(text)),
  tagTriggers: fixed(textSet),
  sourceImageId: output("string"),
} satisfies Record<keyof TagArgs | "sourceImageId", Property>;

/**
 * A further name of an image. As with the official plugin the name stays when the resource is deleted.
 * https://www.pulumi.com/registry/packages/docker/api-docs/tag
 */
export const tag: Resource<Docker> = {
  shape,
  description: "A further name of a local Docker image.",

  diff: (state, inputs) => ({ changes: diffState(shape, state, inputs) }),

  async create({ daemon }, values) {
    const { sourceImage, targetImage } = values as unknown as Unwrap<TagArgs>;
    const client = await daemon.client();
    try {
      const source = client.getImage(sourceImage);
      await source.tag(splitTag(targetImage));
      const { Id } = await source.inspect();
      const id = `${sourceImage}.${targetImage}`;
      return { id, outputs: { ...toState(shape, values), id, sourceImageId: Id } };
    } catch (error) {
      throw daemonError("failed to create docker tag", error);
    }
  },

  async delete() {
    // Other images and resources may go by the name now.
  },
};

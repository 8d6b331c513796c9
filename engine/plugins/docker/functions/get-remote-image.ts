import type { Invokable } from "../../provider/resource.ts";
import type { Docker } from "../docker.ts";
import { itemsOf } from "../given.ts";
import { findImage } from "../image/find.ts";
import { repoDigest } from "../image/remote-image.ts";
import { output, required, text } from "../properties.ts";

/** Reads a local image by its name. https://www.pulumi.com/registry/packages/docker/api-docs/getremoteimage */
export const getRemoteImage: Invokable<Docker> = {
  description: "Reads a Docker image on the daemon's machine.",
  shape: { name: required(text), id: output("string"), repoDigest: output("string") },

  async call({ daemon }, args) {
    const name = args["name"] as string;
    const image = await findImage(daemon, name);
    if (image === undefined) {
      throw new Error(`did not find docker image '${name}'`);
    }
    return { name, id: image.Id, repoDigest: repoDigest(name, itemsOf(image.RepoDigests)) };
  },
};

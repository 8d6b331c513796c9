import type * as pulumi from "@pulumi/pulumi";
import type { Configuration } from "../configuration.ts";
import { builtImage, realImages, rehearsalImages, type ImageSource, type OwnImages } from "../images.ts";
import type { Plan } from "../plan.ts";
import { imageReferences, releasesOf } from "../versions.ts";
import { isShared, type SharedStack } from "./sharing.ts";

/** Where a lab's images come from: the systems', and the lab's own, which another lab may have built. */
export function makeImages(
  configuration: Configuration,
  stack: string,
  { parts }: Plan,
  sharedStack: SharedStack | undefined,
  opts: pulumi.ComponentResourceOptions,
): { readonly images: ImageSource; readonly own: OwnImages } {
  const { profile, versions } = configuration;
  const shared = isShared(configuration);
  const elsewhere = configuration.shared?.images ? sharedStack : undefined;
  const services = elsewhere?.imageName("services") ?? builtImage("services", stack, opts, {}, shared).name;
  const images =
    profile === "rehearsal"
      ? rehearsalImages(services)
      : realImages(imageReferences(releasesOf(versions), configuration.images), opts);
  const manager = () => {
    const stock = images.of("wazuh-manager");
    const built = builtImage("wazuh-manager", stack, opts, { MANAGER: stock.image }, shared);
    return { ...stock, image: built.name };
  };
  const given = () => ({
    ...(profile === "rehearsal" && images.of("wazuh-manager")),
    image: elsewhere!.imageName("wazuh-manager"),
  });
  const needed = parts.has("wazuh-manager") || shared;
  return { images, own: { services, manager: elsewhere ? given() : needed ? manager() : { image: "" } } };
}

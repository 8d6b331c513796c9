import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { Site } from "./container.ts";
import { dockerName, stackLabel } from "./names.ts";

/** A named volume of the lab. */
export function labVolume(site: Site, name: string, opts: pulumi.CustomResourceOptions): docker.Volume {
  return new docker.Volume(
    name,
    { name: dockerName(site.stack, name), labels: [stackLabel(site.stack)] },
    { ...opts, deleteBeforeReplace: true },
  );
}

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { ImageName } from "./configuration/versions.ts";
import { stackLabel } from "./workload/names.ts";

/** A folder that an image is built from, as `npm run build` leaves it in `dist/`, with the digest of what is in it. */
interface BuildContext {
  /** Path from the project's folder, in which Pulumi runs the program and the plugins. */
  readonly path: string;
  readonly digest: string;
}

/** @throws when `npm run build` has not made the folder yet */
function buildContext(name: string): BuildContext {
  const path = `dist/${name}`;
  try {
    return { path, digest: readFileSync(`${path}/digest`, "utf8").trim() };
  } catch (error) {
    throw new pulumi.RunError(
      `The image ${name} is not prepared: run \`npm run build\`. (${(error as Error).message})`,
    );
  }
}

/**
 * An image of the lab's own, built on the Docker host. Its tag has the digest of its content and of its arguments, so that
 * another content or another base is a new tag beside the old one until the containers have moved.
 *
 * @param shared whether other labs' containers run on it too
 */
export function builtImage(
  name: string,
  stack: string,
  opts: pulumi.CustomResourceOptions,
  buildArgs: Readonly<Record<string, pulumi.Input<string>>> = {},
  shared = false,
): docker.RemoteImage {
  const { path, digest } = buildContext(name);
  const { label, value } = stackLabel(stack);
  return new docker.RemoteImage(
    name,
    {
      name: pulumi
        .all({ ...buildArgs })
        .apply((given) => `wazuh-misp-lab/${name}:${stack}-${contentOf(digest, given).slice(0, 12)}`),
      // The classic builder is in every Docker Engine; buildx is a plugin that may not be installed.
      build: {
        context: path,
        useLegacyBuilder: true,
        buildArgs: { ...buildArgs },
        labels: { [label]: value },
      },
      triggers: { digest },
      // Others' containers may still run on it: it goes with the stack, by its label.
      ...(shared && { keepLocally: true }),
    },
    opts,
  );
}

function contentOf(digest: string, buildArgs: Readonly<Record<string, string>>): string {
  return Object.keys(buildArgs).length === 0
    ? digest
    : createHash("sha256")
        .update(JSON.stringify([digest, buildArgs]))
        .digest("hex");
}

/** The image of one system, and the arguments that its entry point needs before its own. */
export interface SystemImage {
  readonly image: pulumi.Input<string>;
  readonly arguments?: readonly string[];
}

/** Where a system's image comes from: the real one, or the lab's own with its stand-in. */
export interface ImageSource {
  of(system: ImageName): SystemImage;
}

/** The real images, pulled and kept: other labs on the host use them too. */
export function realImages(
  references: Readonly<Record<ImageName, string>>,
  opts: pulumi.CustomResourceOptions,
): ImageSource {
  return {
    of: (system) => ({
      image: new docker.RemoteImage(`${system}-pull`, { name: references[system], keepLocally: true }, opts)
        .name,
    }),
  };
}

/** The stand-ins, all in the lab's own image. */
export function rehearsalImages(services: pulumi.Input<string>): ImageSource {
  return { of: (system) => ({ image: services, arguments: ["/opt/lab/rehearsal.js", system] }) };
}

/** The stand-in of an agent in a container. */
export const standInAgent = (services: pulumi.Input<string>): SystemImage => ({
  image: services,
  arguments: ["/opt/lab/rehearsal.js", "linux-agent"],
});

/** The lab's own images, wherever they were built. */
export interface OwnImages {
  /** Name of the image with Node and the lab's programs. */
  readonly services: pulumi.Input<string>;
  /** The manager with custom-misp in it. */
  readonly manager: SystemImage;
}

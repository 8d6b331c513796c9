import { existsSync } from "node:fs";
import { join } from "node:path";
import Docker from "dockerode";
import { makeFolder } from "./atomic.ts";
import { openContext, type Context, type Say } from "./context.ts";
import { installPackages, mayInstall } from "./debian.ts";
import { Unavailable } from "./download/fetch.ts";
import { ifAvailable } from "./download/unavailable.ts";
import { EngineError } from "./engine-error.ts";
import { findOnPath } from "./executables.ts";
import { run } from "./run.ts";
import { baseImage } from "./versions.ts";

/** What the lab's own image stands on: an image that the Docker Engine has, or a root file system that was made here. */
export type Base =
  { readonly kind: "pull" } | { readonly kind: "tar"; readonly path: string; readonly key: string };

const suite = "bookworm";

/** What Node needs beside the packages that are in every Debian, and what nobody reads in a container. */
const options = [
  "--variant=minbase",
  "--include=ca-certificates,libstdc++6",
  "--dpkgopt=path-exclude=/usr/share/doc/*",
  "--dpkgopt=path-exclude=/usr/share/man/*",
  "--dpkgopt=path-exclude=/usr/share/locale/*",
];

/** Raised when the options change: another file is made then. */
const key = `debian-${suite}-${process.arch}-1`;

/**
 * The base of the lab's own image: `node:24-bookworm-slim` where it can be pulled, else a Debian made of Debian's packages
 * on this machine, once.
 *
 * @throws {EngineError} when neither can be had
 */
export async function getBase(context: Context, say: Say): Promise<Base> {
  const tar = { kind: "tar", path: join(context.cache, key, "rootfs.tar"), key } as const;
  const pulled = await ifAvailable(context, `image-${baseImage.replace(/[:/]/g, "-")}`, () => pull(say));
  if ("got" in pulled) {
    return { kind: "pull" };
  }
  if (existsSync(tar.path)) {
    return tar;
  }
  if ((await findOnPath("mmdebstrap", context.env)).length === 0) {
    if (!mayInstall(context.env)) {
      throw new EngineError(
        `The image ${baseImage} cannot be pulled (${pulled.missing}), and there is no mmdebstrap to make one in its ` +
          "place: let the Docker Engine reach an image registry, or install mmdebstrap.",
      );
    }
    say("installing mmdebstrap from Debian's packages");
    await installPackages(context, ["mmdebstrap"]);
  }
  say(`making a Debian ${suite} of its packages, because ${baseImage} cannot be pulled`);
  await makeFolder(join(context.cache, key), async (folder) => {
    await run("mmdebstrap", [...options, suite, join(folder, "rootfs.tar")], { env: context.env });
  });
  return tar;
}

/** The base for whoever has no context of its own. */
export async function getBaseRootfs(): Promise<Base> {
  return getBase(await openContext(), (detail) => console.error(detail));
}

/** @throws {Unavailable} when the Docker Engine cannot get it */
async function pull(say: Say): Promise<void> {
  const docker = new Docker();
  const there = await docker
    .getImage(baseImage)
    .inspect()
    .catch(() => undefined);
  if (there) {
    return;
  }
  say(`pulling ${baseImage}`);
  try {
    const stream = await docker.pull(baseImage);
    await new Promise<void>((resolve, reject) => {
      docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve()));
    });
  } catch (error) {
    throw new Unavailable((error as Error).message, { cause: error });
  }
}

import { existsSync } from "node:fs";
import { join } from "node:path";
import type Docker from "dockerode";
import { makeFolder } from "./atomic.ts";
import { openContext, type Context, type Say } from "./context.ts";
import { installPackages, mayInstall } from "./debian.ts";
import { connectDocker } from "./docker.ts";
import { dockerAddress } from "./docker-host.ts";
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

/**
 * What Node needs beside the packages that are in every Debian, without what nobody reads in a container. The folders of a
 * merged /usr are there from the beginning: otherwise a package that merges them comes along, and brings Perl with it.
 */
const options = [
  "--variant=minbase",
  "--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr",
  "--include=libstdc++6,usr-is-merged",
  ...["doc", "info", "lintian", "locale", "man"].map(
    (folder) => `--dpkgopt=path-exclude=/usr/share/${folder}/*`,
  ),
];

/** Raised when the options change: another file is made then. */
const key = `debian-${suite}-${process.arch}-3`;

/**
 * The base of the lab's own image: `node:24-bookworm-slim` where it can be pulled, else a Debian made of Debian's packages
 * on this machine, once.
 *
 * @throws {EngineError} when neither can be had
 */
export async function getBase(context: Context, say: Say): Promise<Base> {
  const docker = await connectDocker(await dockerAddress(context.env));
  if (await isThere(docker)) {
    return { kind: "pull" };
  }
  const pulled = await ifAvailable(context, `image-${baseImage.replace(/[:/]/g, "-")}`, () =>
    pull(docker, say),
  );
  if ("got" in pulled) {
    return { kind: "pull" };
  }
  const path = join(context.cache, key, "rootfs.tar");
  if (!existsSync(path)) {
    await requireMmdebstrap(context, docker, pulled.missing, say);
    say(`making a Debian ${suite} of its packages, because ${baseImage} cannot be pulled`);
    await makeFolder(join(context.cache, key), async (folder) => {
      await run("mmdebstrap", [...options, suite, join(folder, "rootfs.tar")], { env: context.env });
    });
  }
  return { kind: "tar", path, key };
}

/** The base for whoever has no context of its own. */
export async function getBaseRootfs(): Promise<Base> {
  return getBase(await openContext(), (detail) => console.error(detail));
}

async function isThere(docker: Docker): Promise<boolean> {
  try {
    await docker.getImage(baseImage).inspect();
    return true;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) {
      return false;
    }
    throw error;
  }
}

/** @throws {Unavailable} when the Docker Engine cannot get it */
async function pull(docker: Docker, say: Say): Promise<void> {
  say(`pulling ${baseImage}`);
  try {
    const stream = await docker.pull(baseImage);
    const events = await new Promise<{ error?: string }[]>((resolve, reject) => {
      docker.modem.followProgress(stream, (error, output: { error?: string }[]) =>
        error ? reject(error) : resolve(output),
      );
    });
    // A pull that breaks off half way has begun with success.
    const failure = events.find(({ error }) => error !== undefined)?.error;
    if (failure !== undefined) {
      throw new Error(failure);
    }
  } catch (error) {
    throw new Unavailable((error as Error).message, { cause: error });
  }
}

const architectures: Partial<Record<NodeJS.Architecture, string>> = { x64: "x86_64", arm64: "aarch64" };

async function requireMmdebstrap(context: Context, docker: Docker, reason: string, say: Say): Promise<void> {
  const why = `The image ${baseImage} cannot be pulled (${reason.trim()})`;
  const { Architecture: architecture } = (await docker.info()) as { Architecture: string };
  if (architecture !== architectures[process.arch]) {
    throw new EngineError(
      `${why}, and none can be made in its place, because the Docker Engine's processor is ${architecture} and this ` +
        `machine's is ${process.arch}: let the Docker Engine reach an image registry.`,
    );
  }
  if ((await findOnPath("mmdebstrap", context.env)).length > 0) {
    return;
  }
  if (!mayInstall(context.env)) {
    throw new EngineError(
      `${why}, and there is no mmdebstrap to make one in its place: let the Docker Engine reach an image registry, or ` +
        "install mmdebstrap (on Debian: apt-get install mmdebstrap).",
    );
  }
  say("installing mmdebstrap from Debian's packages (LAB_INSTALL=never forbids it)");
  await installPackages(context, ["mmdebstrap", "debian-archive-keyring"]);
}

import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join, sep } from "node:path";
import { makeFolder } from "./atomic.ts";
import { buildEngine, builtEngineFolder } from "./build.ts";
import type { Context, Say } from "./context.ts";
import { engineRelease } from "./download/platform.ts";
import { downloadRelease } from "./download/release.ts";
import { ifAvailable } from "./download/unavailable.ts";
import { unpack } from "./download/unpack.ts";
import { EngineError } from "./engine-error.ts";
import { executableName, findOnPath, isExecutable, realFolderOf, versionOf } from "./executables.ts";
import { findLanguageHost } from "./language-host.ts";
import type { Origin, Tool } from "./tool.ts";
import { builtLanguageHostVersion, isAtLeast, pulumiVersion } from "./versions.ts";

/** A Pulumi engine with the language host that it starts this project's program with. */
export interface Engine {
  readonly cli: Tool;
  readonly languageHost: Tool;
}

/**
 * The Pulumi engine: one on PATH or in the Pulumi home that is new enough and can run Node.js programs, else the
 * official one, downloaded once, and where that cannot be had, one that is built once from Go modules.
 *
 * @throws {EngineError} when there is no way to an engine here
 */
export async function getEngine(context: Context, say: Say): Promise<Engine> {
  const found = await findEngine(context);
  if (found) {
    return found;
  }
  const download = await ifAvailable(context, `pulumi-${pulumiVersion}`, () => {
    say("downloading the official engine");
    return downloadEngine(context);
  });
  if (!("got" in download)) {
    say("building it from Go modules, because the official download cannot be had; takes some minutes");
    await buildEngine(context, download.missing);
  }
  const engine = await findInCache(context);
  if (!engine) {
    throw new EngineError(
      `The Pulumi engine in ${context.cache} does not run on this machine. Install Pulumi ${pulumiVersion} or newer ` +
        "by its own instructions (https://www.pulumi.com/docs/install/), then try again.",
    );
  }
  return engine;
}

/** The engine that is there, without getting one; undefined where there is none yet. */
export async function findEngine(context: Context): Promise<Engine | undefined> {
  return (await findInstalled(context)) ?? (await findInCache(context));
}

async function findInstalled(context: Context): Promise<Engine | undefined> {
  const candidates: [string, Origin][] = [
    ...(await findOnPath("pulumi", context.env))
      .filter((path) => !path.startsWith(context.cache + sep)) // ours, where this runs below itself
      .map((path): [string, Origin] => [path, "path"]),
    [join(context.pulumiHome, "bin", executableName("pulumi")), "pulumi-home"],
  ];
  for (const [path, origin] of candidates) {
    const engine = await tryEngine(context, path, origin);
    if (engine) {
      return engine;
    }
  }
  return undefined;
}

async function findInCache(context: Context): Promise<Engine | undefined> {
  const folders: [string, Origin][] = [
    [join(downloadedEngineFolder(context), "pulumi"), "download"],
    [join(downloadedEngineFolder(context), "pulumi", "bin"), "download"], // as the release for Windows is packed
    [await builtEngineFolder(context), "build"],
  ];
  for (const [folder, origin] of folders) {
    const engine = await tryEngine(context, join(folder, executableName("pulumi")), origin);
    if (engine) {
      return engine;
    }
  }
  return undefined;
}

async function tryEngine(context: Context, path: string, origin: Origin): Promise<Engine | undefined> {
  if (!(await isExecutable(path))) {
    return undefined;
  }
  const version = await versionOf(context, path, ["version"]);
  if (version === undefined || !isAtLeast(version, pulumiVersion)) {
    return undefined;
  }
  const languageHost = await findLanguageHost(context, path);
  if (languageHost === undefined) {
    return undefined;
  }
  const built = origin === "build" && (await realFolderOf(languageHost)) === (await realFolderOf(path));
  return {
    cli: { name: "pulumi", version, path, origin },
    languageHost: {
      name: "pulumi-language-nodejs",
      version: built ? builtLanguageHostVersion : version,
      path: languageHost,
      origin,
    },
  };
}

function downloadedEngineFolder({ cache }: Context): string {
  return join(cache, `pulumi-${pulumiVersion}-${process.platform}-${process.arch}`);
}

async function downloadEngine(context: Context): Promise<void> {
  const release = engineRelease();
  await makeFolder(downloadedEngineFolder(context), async (folder) => {
    const archive = join(folder, release.file);
    await downloadRelease(release, archive, context.env);
    await unpack(archive, folder, context.env);
    await rm(archive);
    if (!existsSync(join(folder, "pulumi"))) {
      throw new EngineError(
        `${release.file} of the official release has no folder \`pulumi\`: it is laid out anew.`,
      );
    }
  });
}

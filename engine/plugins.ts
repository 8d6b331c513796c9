import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Context, Say } from "./context.ts";
import { Unavailable } from "./download/fetch.ts";
import { pluginRelease } from "./download/platform.ts";
import { downloadRelease } from "./download/release.ts";
import { ifAvailable, isKnownUnavailable } from "./download/unavailable.ts";
import { EngineError } from "./engine-error.ts";
import { executableName, findOnPath } from "./executables.ts";
import { run } from "./run.ts";
import type { Tool } from "./tool.ts";
import { pluginVersions } from "./versions.ts";

/** A plugin that the program needs. */
export type PluginName = keyof typeof pluginVersions;

export const pluginNames = Object.keys(pluginVersions) as readonly PluginName[];

/** `LAB_PLUGINS`: the official plugins or an error, the stand-ins in any case, or the official ones where they can be had. */
const choices = ["official", "stand-in", "auto"] as const;

/** The folder that a stand-in's launcher lies in, alone: on PATH it takes the place of the official plugin. */
export function standInFolder(name: PluginName): string {
  return fileURLToPath(new URL(`plugins/${name}/bin`, import.meta.url));
}

/** Whether a folder of PATH is one that stand-ins were put on it with, by a process above this one. */
export function isStandInFolder(folder: string): boolean {
  return pluginNames.some((name) => resolve(folder) === standInFolder(name));
}

/**
 * A plugin: the one on PATH, which the engine always prefers, the one that is installed in the Pulumi home, the official
 * one, installed there now, or this project's stand-in.
 *
 * @param cli the engine's executable, which installs plugins
 * @throws {EngineError} when LAB_PLUGINS does not allow what there is
 */
export async function getPlugin(context: Context, cli: string, name: PluginName, say: Say): Promise<Tool> {
  const choice = choiceOf(context.env);
  if (choice === "stand-in") {
    return standIn(name);
  }
  const found = (await findAmbient(context, name)) ?? findInstalled(context, name);
  if (found) {
    return found;
  }
  const install = (): Promise<void> => {
    say("downloading the official plugins");
    return installOfficial(context, name, cli);
  };
  if (choice === "official") {
    await install().catch((error: unknown) => refuse(name, error));
    return installed(context, name);
  }
  const official = await ifAvailable(context, nameOfOfficial(name), install);
  return "got" in official ? installed(context, name) : standIn(name);
}

/** The plugin that would be used now, without getting one; undefined where that is not decided yet. */
export async function findPlugin(context: Context, name: PluginName): Promise<Tool | undefined> {
  const choice = choiceOf(context.env);
  if (choice === "stand-in") {
    return standIn(name);
  }
  const found = (await findAmbient(context, name)) ?? findInstalled(context, name);
  const decided = choice === "auto" && (await isKnownUnavailable(context, nameOfOfficial(name)));
  return found ?? (decided ? standIn(name) : undefined);
}

/** The name under which it is remembered that the official plugin could not be had. */
const nameOfOfficial = (name: PluginName): string => `plugin-${name}-${pluginVersions[name]}`;

function refuse(name: PluginName, error: unknown): never {
  if (!(error instanceof Unavailable)) {
    throw error;
  }
  throw new EngineError(
    `The official ${name} plugin cannot be had: ${error.message} ` +
      "Without LAB_PLUGINS=official this project's stand-in takes its place.",
    { cause: error },
  );
}

function choiceOf(env: NodeJS.ProcessEnv): (typeof choices)[number] {
  const value = env["LAB_PLUGINS"] || "auto";
  const choice = choices.find((choice) => choice === value);
  if (!choice) {
    throw new EngineError(`LAB_PLUGINS is \`${value}\`; it can be ${choices.join(", ")}.`);
  }
  return choice;
}

async function findAmbient({ env }: Context, name: PluginName): Promise<Tool | undefined> {
  const [path] = (await findOnPath(`pulumi-resource-${name}`, env)).filter(
    (path) => !isStandInFolder(join(path, "..")),
  );
  return path === undefined ? undefined : { name, version: "of unknown version", path, origin: "path" };
}

/** The plugin in the Pulumi home; the engine marks one that it has not installed completely. */
function findInstalled(context: Context, name: PluginName): Tool | undefined {
  const tool = installed(context, name);
  return existsSync(tool.path) && !existsSync(`${pluginFolder(context, name)}.partial`) ? tool : undefined;
}

function installed(context: Context, name: PluginName): Tool {
  const path = join(pluginFolder(context, name), executableName(`pulumi-resource-${name}`));
  return { name, version: pluginVersions[name], path, origin: "pulumi-home" };
}

function pluginFolder({ pulumiHome }: Context, name: PluginName): string {
  return join(pulumiHome, "plugins", `resource-${name}-v${pluginVersions[name]}`);
}

async function installOfficial({ cache, env }: Context, name: PluginName, cli: string): Promise<void> {
  const version = pluginVersions[name];
  const release = pluginRelease(name, version);
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "plugin-"));
  try {
    const archive = join(folder, release.file);
    await downloadRelease(release, archive, env);
    await run(cli, ["plugin", "install", "resource", name, version, "--exact", "--file", archive], {
      cwd: folder,
      env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function standIn(name: PluginName): Tool {
  if (process.platform === "win32") {
    throw new EngineError(
      `Pulumi's ${name} plugin cannot be downloaded, and this project's stand-ins do not run on Windows. ` +
        "Make github.com reachable, or name a mirror of Pulumi's releases in LAB_PULUMI_RELEASES, and try again.",
    );
  }
  const path = join(standInFolder(name), `pulumi-resource-${name}`);
  return { name, version: pluginVersions[name], path, origin: "stand-in" };
}

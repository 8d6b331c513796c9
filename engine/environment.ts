import { delimiter, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { backendVariables } from "./backend.ts";
import { openContext, type Context, type Say } from "./context.ts";
import { getDocker, type DockerEngine } from "./docker.ts";
import { dockerAddress, dockerVariables, type DockerAddress } from "./docker-host.ts";
import { pathOf, pathVariable } from "./executables.ts";
import { getPlugin, isStandInFolder, pluginNames } from "./plugins.ts";
import { getEngine, type Engine } from "./pulumi.ts";
import type { StepReport } from "./report.ts";
import { describeTool, type Tool } from "./tool.ts";

/** What the Pulumi engine is run with. */
export interface EngineEnvironment {
  /** The variables that differ from this process's: what Pulumi and Docker's clients run with. */
  readonly env: Readonly<Record<string, string>>;
  readonly engine: Engine;
  readonly plugins: readonly Tool[];
  readonly context: Context;
}

/** Everything that a lab is made with, ready to be used. */
export interface Environment extends EngineEnvironment {
  readonly docker: DockerEngine;
}

type Report = (report: StepReport) => void;

/**
 * Gets the Pulumi engine, its plugins and Docker, each in the first way that works, and says what it does. What was got
 * before is found again in well below a second.
 *
 * @throws {EngineError} with what is missing and what to do
 */
export async function prepare(report: Report, env: NodeJS.ProcessEnv = process.env): Promise<Environment> {
  const context = await openContext(env);
  const docker = runStep(
    report,
    "Docker",
    (say) => getDocker(context, say),
    ({ version, host }) => `${version} at ${host}`,
  );
  const [tools, dockerEngine] = await both(getTools(context, report), docker);
  return { ...tools, context, docker: dockerEngine, env: await variables(context, tools, dockerEngine) };
}

/** The same for work that needs no Docker, or finds out by itself whether there is one. */
export async function prepareEngine(
  report: Report,
  env: NodeJS.ProcessEnv = process.env,
): Promise<EngineEnvironment> {
  const context = await openContext(env);
  const [tools, address] = await both(getTools(context, report), dockerAddress(context.env));
  return { ...tools, context, env: await variables(context, tools, address) };
}

type Tools = Pick<EngineEnvironment, "engine" | "plugins">;

async function getTools(context: Context, report: Report): Promise<Tools> {
  const engine = await runStep(
    report,
    "Pulumi engine",
    (say) => getEngine(context, say),
    ({ cli }) => describeTool(cli),
  );
  const plugins = await runStep(
    report,
    "Pulumi plugins",
    (say) => Promise.all(pluginNames.map((name) => getPlugin(context, engine.cli.path, name, say))),
    (tools) => tools.map((tool) => `${tool.name} ${describeTool(tool)}`).join(", "),
  );
  await context.verified.save();
  return { engine, plugins };
}

/** Waits for both, so that neither works on when the other has failed, and throws the first error. */
async function both<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b]);
  return Promise.all([a, b]);
}

/** Runs a step and reports how it began, what it says and how it ended. */
export async function runStep<T>(
  report: Report,
  step: string,
  work: (say: Say) => Promise<T>,
  detail: (result: T) => string | undefined = () => undefined,
): Promise<T> {
  const began = Date.now();
  report({ step, state: "started" });
  try {
    const result = await work((text) => report({ step, state: "started", detail: text }));
    report({ step, state: "done", milliseconds: Date.now() - began, detail: detail(result) });
    return result;
  } catch (error) {
    report({ step, state: "failed", milliseconds: Date.now() - began });
    throw error;
  }
}

const project = fileURLToPath(new URL("../", import.meta.url));

/** What every Node below the engine loads first. */
const preload = `--import=${new URL("lazy-packages.mjs", import.meta.url).href}`;

async function variables(
  context: Context,
  { engine, plugins }: Tools,
  docker: DockerAddress,
): Promise<Record<string, string>> {
  const standIns = plugins.filter(({ origin }) => origin === "stand-in");
  const folders = [
    // The language host starts the first `node` of PATH: this project's.
    `${project}node_modules/.bin`,
    ...[engine.cli, engine.languageHost, ...standIns].map(({ path }) => dirname(path)),
    ...pathOf(context.env).filter((folder) => !isStandInFolder(folder)),
  ];
  return {
    ...(await backendVariables(context)),
    ...dockerVariables(docker),
    [pathVariable(context.env)]: [...new Set(folders)].join(delimiter),
    NODE_OPTIONS: nodeOptions(context.env),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK: "true",
    ...(standIns.length > 0 && { PULUMI_IGNORE_AMBIENT_PLUGINS: "false" }),
  };
}

/** The user's options for Node with our own, which a process above this one may have given already. */
function nodeOptions({ NODE_OPTIONS: given = "" }: NodeJS.ProcessEnv): string {
  return given.includes(preload) ? given : `${preload} ${given}`.trim();
}

import { delimiter, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { backendEnvironment } from "./backend.ts";
import { openContext, type Context, type Say } from "./context.ts";
import { getDocker, type DockerEngine } from "./docker.ts";
import { pathVariable } from "./executables.ts";
import { getPlugin, type PluginName } from "./plugins.ts";
import { getEngine, type Engine } from "./pulumi.ts";
import type { StepReport } from "./report.ts";
import { describeTool, type Tool } from "./tool.ts";
import { pluginVersions } from "./versions.ts";

/** Everything that a lab is made with, ready to be used. */
export interface Environment {
  /** The variables that differ from this process's: what Pulumi and Docker's clients run with. */
  readonly env: Readonly<Record<string, string>>;
  readonly engine: Engine;
  readonly plugins: readonly Tool[];
  readonly docker: DockerEngine;
  readonly context: Context;
}

const names = Object.keys(pluginVersions) as PluginName[];

/**
 * Gets the Pulumi engine, its plugins and Docker, each in the first way that works, and says what it does. What was got
 * before is found again in well below a second.
 *
 * @throws {EngineError} with what is missing and what to do
 */
export async function prepare(report: (report: StepReport) => void): Promise<Environment> {
  const context = await openContext();
  const step = <T>(name: string, work: (say: Say) => Promise<T>, detail: (result: T) => string): Promise<T> =>
    runStep(report, name, work, detail);
  const pulumi = async () => {
    const engine = await step(
      "Pulumi engine",
      (say) => getEngine(context, say),
      ({ cli }) => describeTool(cli),
    );
    const plugins = await step(
      "Pulumi plugins",
      (say) => Promise.all(names.map((name) => getPlugin(context, engine.cli.path, name, say))),
      describePlugins,
    );
    return { engine, plugins };
  };
  const docker = step(
    "Docker",
    (say) => getDocker(context, say),
    ({ version, host }) => `${version} at ${host}`,
  );
  const [{ engine, plugins }, dockerEngine] = await both(pulumi(), docker);
  await context.verified.save();
  return {
    env: await variables(context, engine, plugins, dockerEngine),
    engine,
    plugins,
    docker: dockerEngine,
    context,
  };
}

/** Waits for both, so that neither works on when the other has failed, and throws the first error. */
async function both<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b]);
  return Promise.all([a, b]);
}

/** Runs a step and reports how it began, what it says and how it ended. */
export async function runStep<T>(
  report: (report: StepReport) => void,
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

const describePlugins = (plugins: readonly Tool[]): string =>
  plugins.map((plugin) => `${plugin.name.replace("plugin ", "")} ${describeTool(plugin)}`).join(", ");

async function variables(
  context: Context,
  { cli, languageHost }: Engine,
  plugins: readonly Tool[],
  docker: DockerEngine,
): Promise<Record<string, string>> {
  const standIns = plugins.filter(({ origin }) => origin === "stand-in");
  const folders = [
    // The language host starts the first `node` of PATH: this project's.
    fileURLToPath(new URL("../node_modules/.bin", import.meta.url)),
    ...[cli, languageHost, ...standIns].map(({ path }) => dirname(path)),
  ];
  const name = pathVariable(context.env);
  return {
    ...(await backendEnvironment(context)),
    [name]: [...new Set([...folders, ...(context.env[name] ?? "").split(delimiter)])].join(delimiter),
    DOCKER_HOST: docker.host,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK: "true",
  };
}

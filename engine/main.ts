// `npm run pulumi -- <arguments>`: the plain Pulumi CLI on this project, with the engine and plugins that there are.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { EngineError } from "./engine-error.ts";
import { prepare } from "./environment.ts";
import { openReport } from "./report.ts";
import { run } from "./run.ts";

const projectFolder = fileURLToPath(new URL("../", import.meta.url));
/** Commands that work on a stack, which a plain Pulumi offers to make only where it can ask. */
const stackCommands = ["up", "preview", "refresh", "destroy"];

const [, ...parameters] = process.argv.slice(2);
try {
  const { env, engine, plugins } = await prepare(openReport().step);
  const standIns = plugins.filter(({ origin }) => origin === "stand-in").map(({ name }) => name);
  if (standIns.length > 0) {
    console.error(`Stand-ins are used for: ${standIns.join(", ")}. docs/plugins.md says what that means.`);
  }
  const options = { cwd: projectFolder, env: { ...process.env, ...env } };
  await initStack(engine.cli.path, options);
  const child = spawn(engine.cli.path, parameters, { ...options, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // The engine ends in its own way: it must not lose this process first.
    process.on(signal, () => child.kill(signal));
  }
  const [code] = (await once(child, "exit")) as [number | null];
  process.exitCode = code ?? 1;
} catch (error) {
  if (!(error instanceof EngineError)) {
    throw error;
  }
  console.error(error.message);
  process.exitCode = 1;
}

/** Makes a stack that has a file in stacks/ and does not exist yet, where no question can be asked. */
async function initStack(cli: string, options: { cwd: string; env: NodeJS.ProcessEnv }): Promise<void> {
  const stack = namedStack();
  const [command = ""] = parameters;
  if (
    stack === undefined ||
    !stackCommands.includes(command) ||
    !existsSync(`${projectFolder}stacks/Pulumi.${stack}.yaml`)
  ) {
    return;
  }
  const stacks = JSON.parse(await run(cli, ["stack", "ls", "--json"], options)) as { name: string }[];
  if (!stacks.some(({ name }) => name === stack)) {
    await run(cli, ["stack", "init", stack, "--no-select"], options);
  }
}

/** The value of `-s`, `--stack` or `--stack=`. */
function namedStack(): string | undefined {
  const index = parameters.findIndex((parameter) => parameter === "-s" || parameter === "--stack");
  return index >= 0
    ? parameters[index + 1]
    : parameters.find((parameter) => parameter.startsWith("--stack="))?.slice("--stack=".length);
}

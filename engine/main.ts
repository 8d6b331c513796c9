// `npm run pulumi -- <arguments>`: the plain Pulumi CLI on this project, with the engine and plugins that there are.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { EngineError } from "./engine-error.ts";
import { prepareEngine } from "./environment.ts";
import { openReport } from "./report.ts";
import { CommandFailed, run } from "./run.ts";
import { namedStack, offeredStack } from "./stack-option.ts";
import { stackFileOf, workFolderOf } from "./work-folder.ts";

const [, ...parameters] = process.argv.slice(2);
try {
  const { step, notice } = openReport();
  const { env, engine, plugins } = await prepareEngine(step);
  const standIns = plugins.filter(({ origin }) => origin === "stand-in").map(({ name }) => name);
  if (standIns.length > 0) {
    notice(
      `Stand-ins are used for the official plugins ${standIns.join(" and ")}, which cannot be had here.`,
    );
  }
  process.chdir(workFolderOf(namedStack(parameters) ?? ""));
  Object.assign(process.env, env);
  const stack = offeredStack(parameters);
  if (stack !== undefined && !canAsk() && existsSync(stackFileOf(stack))) {
    await ensureStack(engine.cli.path, stack);
  }
  await become(engine.cli.path, parameters);
} catch (error) {
  if (!(error instanceof EngineError)) {
    throw error;
  }
  console.error(error.message);
  process.exitCode = 1;
}

/** Whether the Pulumi CLI would ask the user whether to make the stack. */
function canAsk(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY && !parameters.includes("--non-interactive");
}

async function ensureStack(cli: string, stack: string): Promise<void> {
  try {
    await run(cli, ["stack", "init", stack, "--no-select"], { env: process.env });
  } catch (error) {
    if (!(error instanceof CommandFailed && error.message.includes("already exists"))) {
      throw error;
    }
  }
}

/** Goes on as another program: in this process's place where the system can do that, and else as its only child. */
async function become(program: string, args: readonly string[]): Promise<void> {
  if (process.platform !== "win32") {
    process.execve?.(program, ["pulumi", ...args], process.env);
  }
  const child = spawn(program, args, { stdio: "inherit" });
  process.on("SIGINT", () => undefined); // Ctrl-C reaches both; the engine ends in its own way
  const [code] = (await once(child, "exit")) as [number | null];
  process.exitCode = code ?? 1;
}

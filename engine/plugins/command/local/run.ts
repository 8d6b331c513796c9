import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { stat } from "node:fs/promises";
import { commandFailure, interruption } from "../failure.ts";
import type { CommandOutput } from "../output.ts";
import { killTree } from "./process-tree.ts";

/** A command to run on this machine. */
export interface LocalCommand {
  readonly command: string;
  /** The program, with its first arguments, that gets the command as its last argument; a shell by default. */
  readonly interpreter?: readonly string[] | undefined;
  /** Where it runs; the Pulumi project's folder by default. */
  readonly dir?: string | undefined;
  /** Added to the environment of Pulumi itself. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  readonly stdin?: string | undefined;
}

/**
 * Runs a command until it and whatever holds its output open have ended. The processes stay in the plugin's
 * process group, so they never outlive it. An aborted signal ends the command with everything that it started.
 * Throws when the command cannot be started or does not exit with 0.
 */
export async function runLocally(
  local: LocalCommand,
  output: CommandOutput,
  signal: AbortSignal,
): Promise<void> {
  const fail = (why: string): Error => commandFailure(why, local.command, output, interruption(signal));
  const dir = local.dir ?? process.cwd();
  if (!(await isFolder(dir))) {
    throw fail(`the folder ${JSON.stringify(dir)}, given as dir, does not exist`);
  }
  if (signal.aborted) {
    throw fail("not started");
  }
  const child = start(local, dir, fail);
  child.stdout!.on("data", (chunk: Buffer) => output.addStdout(chunk));
  child.stderr!.on("data", (chunk: Buffer) => output.addStderr(chunk));
  child.stdin?.on("error", () => undefined); // a command need not read what it is given
  child.stdin?.end(local.stdin);
  const cancel = (): void => void kill(child);
  signal.addEventListener("abort", cancel);
  try {
    const why = await ending(child);
    output.end();
    if (why !== undefined) {
      throw fail(why);
    }
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.pid !== undefined) {
    await killTree(child.pid).catch(() => child.kill("SIGKILL"));
  }
}

function start(local: LocalCommand, dir: string, fail: (why: string) => Error): ChildProcess {
  const [program, ...args] = local.interpreter?.length ? local.interpreter : shell();
  try {
    return spawn(program!, [...args, local.command], {
      cwd: dir,
      env: { ...process.env, ...local.environment },
      stdio: [local.stdin === undefined || local.stdin === "" ? "ignore" : "pipe", "pipe", "pipe"],
      windowsHide: true,
    });
  } catch (error) {
    throw fail(cannotStart(program!, error as NodeJS.ErrnoException));
  }
}

function shell(): readonly string[] {
  return process.platform === "win32" ? ["cmd", "/C"] : ["/bin/sh", "-c"];
}

/** Waits for the end of a command and of its output; says why it is a failure, if it is one. */
function ending(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(cannotStart(child.spawnfile, error)));
    child.once("close", (code, signal) => {
      resolve(code === 0 ? undefined : signal === null ? `exit status ${code}` : `signal: ${signal}`);
    });
  });
}

function cannotStart(program: string, error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case "ENOENT":
      return `the program ${JSON.stringify(program)}, given as interpreter, was not found`;
    case "E2BIG":
      return (
        "the command and its environment are too long for the operating system; " +
        "if the output of the last run is what is long, set addPreviousOutputInEnv to false"
      );
    default:
      return `${JSON.stringify(program)} could not be started (${error.message})`;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

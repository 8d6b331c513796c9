import type { ExecaError } from "execa";
import { EngineError } from "./engine-error.ts";

export interface RunOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Milliseconds after which the command is ended. @default - it may take as long as it likes */
  readonly timeout?: number;
}

/** A command failed; the message has the end of what it said. */
export class CommandFailed extends EngineError {}

/** How much of a failed command's output is shown. */
const shownLines = 25;

/**
 * Runs a command until it ends, without a shell and without input, and gives what it wrote to standard output.
 *
 * @throws {CommandFailed} when it could not be started, failed or took too long
 */
export async function run(
  command: string,
  args: readonly string[],
  { env, cwd, timeout }: RunOptions,
): Promise<string> {
  const { execa, ExecaError: Failure } = await import("execa"); // it is large, and a warm start does without it
  try {
    const { stdout } = await execa(command, args, {
      env,
      extendEnv: false,
      stdin: "ignore",
      ...(cwd !== undefined && { cwd }),
      ...(timeout !== undefined && { timeout }),
    });
    return stdout;
  } catch (error) {
    if (error instanceof Failure) {
      throw new CommandFailed(describe(error as ExecaError), { cause: error });
    }
    throw error;
  }
}

function describe({ shortMessage, stdout, stderr }: ExecaError): string {
  const output = [stdout, stderr].filter((text) => typeof text === "string" && text !== "").join("\n");
  const lines = output.trimEnd().split("\n").slice(-shownLines);
  return [shortMessage, ...lines].join("\n").trimEnd();
}

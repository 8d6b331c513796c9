import type { CommandOutput } from "./output.ts";

/**
 * A command that did not succeed, in the official plugin's words: why, which command, and all that it wrote.
 * `because` explains the why, where it is known.
 */
export function commandFailure(
  why: string,
  command: string,
  output: CommandOutput,
  because: string | undefined,
): Error {
  const reason = because === undefined ? why : `${why} (${because})`;
  return new Error(`${reason}: running ${JSON.stringify(command)}:\n${output.both}`);
}

/** Why an operation was told to give up: it was interrupted, or its time is over. */
export function interruption(signal: AbortSignal): string | undefined {
  return signal.aborted ? (signal.reason as Error).message : undefined;
}

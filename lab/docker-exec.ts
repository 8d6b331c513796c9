import { PassThrough, type Readable } from "node:stream";
import { finished } from "node:stream/promises";
import type Docker from "dockerode";

/** A command in a container ended with another exit code than 0; the message has what it said on standard error. */
export class ExecError extends Error {}

export interface ExecOptions {
  /** Text for the command's standard input. @default - none */
  readonly input?: string;
  /** Called with each line of standard output as it comes. */
  readonly onLine?: (line: string) => void;
}

/**
 * Runs a command in a container, by Docker's API, so that it works on a remote host too; no shell is involved.
 *
 * @returns what it wrote to standard output
 * @throws {ExecError} when its exit code is not 0
 */
export async function dockerExec(
  docker: Docker,
  container: string,
  command: readonly string[],
  { input, onLine }: ExecOptions = {},
): Promise<string> {
  const exec = await docker.getContainer(container).exec({
    Cmd: [...command],
    AttachStdin: input !== undefined,
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await exec.start({ hijack: true, stdin: input !== undefined });
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  docker.modem.demuxStream(stream, stdout, stderr);
  const output = collect(stdout, onLine);
  const errors = collect(stderr);
  if (input !== undefined) {
    stream.end(input);
  }
  await finished(stream, { writable: false });
  stdout.end();
  stderr.end();
  const { ExitCode: code } = await exec.inspect();
  if (code !== 0) {
    throw new ExecError(
      `${command.join(" ")} in ${container}: exit code ${String(code)}: ${(await errors).trim()}`,
    );
  }
  return output;
}

async function collect(stream: Readable, onLine?: (line: string) => void): Promise<string> {
  let text = "";
  let lineStart = 0;
  stream.setEncoding("utf8");
  for await (const chunk of stream as AsyncIterable<string>) {
    text += chunk;
    for (let end = text.indexOf("\n", lineStart); onLine && end >= 0; end = text.indexOf("\n", lineStart)) {
      onLine(text.slice(lineStart, end));
      lineStart = end + 1;
    }
  }
  return text;
}

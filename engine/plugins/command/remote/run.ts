import { commandFailure, interruption } from "../failure.ts";
import type { CommandOutput, Log } from "../output.ts";
import type { Login } from "./dial.ts";
import { Session } from "./session.ts";

/** A command to run on another machine. */
export interface RemoteCommand {
  readonly command: string;
  readonly stdin?: string | undefined;
  /** Variables that the server must accept. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Variables that the server may refuse; that is shown as a warning. */
  readonly optionalEnvironment?: Readonly<Record<string, string>> | undefined;
}

/**
 * Runs a command in a session of its own until it has ended. An aborted signal ends it there. Throws when the
 * server refuses a variable or the command, when the connection breaks, or when it does not exit with 0.
 */
export async function runRemotely(
  login: Login,
  remote: RemoteCommand,
  output: CommandOutput,
  { signal, warn }: { readonly signal: AbortSignal; readonly warn: Log },
): Promise<void> {
  const session = await Session.open(login.client);
  await setVariables(session, remote, warn);
  const ended = ending(session, output);
  const cancel = (): void => {
    session.signal("KILL");
    login.close();
  };
  signal.addEventListener("abort", cancel);
  try {
    signal.throwIfAborted();
    const why = (await start(session, remote)) ?? (await ended);
    output.end();
    if (why !== undefined) {
      throw commandFailure(why, remote.command, output, interruption(signal) ?? login.broken());
    }
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

async function setVariables(session: Session, remote: RemoteCommand, warn: Log): Promise<void> {
  for (const [name, value] of Object.entries(remote.environment ?? {})) {
    if (!(await session.setVariable(name, value))) {
      throw new Error(`could not set environment variable ${JSON.stringify(name)}: ${refusedVariable(name)}`);
    }
  }
  for (const [name, value] of Object.entries(remote.optionalEnvironment ?? {})) {
    if (!(await session.setVariable(name, value))) {
      warn(refusedVariable(name));
    }
  }
}

function refusedVariable(name: string): string {
  return (
    `The SSH server does not accept ${name}. Name it in AcceptEnv in the server's sshd_config, ` +
    "or put it in front of the command, as in 'VARIABLE=value command'."
  );
}

async function start(session: Session, remote: RemoteCommand): Promise<string | undefined> {
  if (!(await session.start(remote.command))) {
    return "the SSH server refused to run the command";
  }
  session.channel.on("error", () => undefined); // a command need not read what it is given
  session.channel.end(remote.stdin ?? "");
  return undefined;
}

/** Waits for the end of a command and of its output; says why it is a failure, if it is one. */
async function ending({ channel }: Session, output: CommandOutput): Promise<string | undefined> {
  let why: string | undefined = "the connection ended before the command did";
  channel.on("data", (chunk: Buffer) => output.addStdout(chunk));
  channel.stderr.on("data", (chunk: Buffer) => output.addStderr(chunk));
  channel.on("exit", (code: number | null, signal?: string) => {
    why =
      code === 0
        ? undefined
        : code === null
          ? `Process ended by ${signal}`
          : `Process exited with status ${code}`;
  });
  await Promise.all([once(channel, "close"), once(channel, "end"), once(channel.stderr, "end")]);
  return why;
}

function once(emitter: NodeJS.EventEmitter, event: string): Promise<void> {
  return new Promise((resolve) => emitter.once(event, () => resolve()));
}

import { spawn } from "node:child_process";
import { Agent } from "node:http";
import { Duplex } from "node:stream";

/**
 * Carries HTTP to a daemon through the user's own `ssh`, as the docker command does, so that the user's
 * configuration, keys and known hosts hold. `address` is `ssh://[user@]host[:port]`; `options` are further
 * arguments of ssh. Connections are kept and few: servers refuse more than about ten at once.
 */
export function sshAgent(address: string, options: readonly string[]): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  agent.createConnection = () => openStream(sshArguments(address, options));
  return agent;
}

/** The arguments of `ssh` that reach the daemon at an ssh:// address. */
export function sshArguments(address: string, options: readonly string[]): string[] {
  const url = new URL(address);
  if (url.password !== "" || !["", "/"].includes(url.pathname)) {
    throw new Error(
      `The Docker host ${url.protocol}//${url.hostname} must be ssh://[user@]host[:port], nothing more.`,
    );
  }
  const user = url.username === "" ? [] : ["-l", decodeURIComponent(url.username)];
  const port = url.port === "" ? [] : ["-p", url.port];
  return [
    "-o",
    "ConnectTimeout=30",
    "-T",
    ...options,
    ...user,
    ...port,
    "--",
    url.hostname,
    "docker",
    "system",
    "dial-stdio",
  ];
}

function openStream(args: readonly string[]): Duplex {
  const ssh = spawn("ssh", args, { stdio: ["pipe", "pipe", "pipe"] });
  let complaints = "";
  const stream = new Duplex({
    read: () => void ssh.stdout.resume(),
    write: (chunk, _, done) => void ssh.stdin.write(chunk, done),
    final: (done) => void ssh.stdin.end(done),
    destroy: (error, done) => {
      ssh.kill();
      done(error);
    },
  });
  ssh.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
  ssh.stdout.on("data", (chunk: Buffer) => {
    if (!stream.push(chunk)) {
      ssh.stdout.pause();
    }
  });
  // That a pipe broke is told by how ssh ended.
  ssh.stdin.on("error", () => {});
  ssh.once("error", (error) => stream.destroy(new Error(`ssh could not be started: ${error.message}`)));
  ssh.once("close", (code) => {
    if (code === 0) {
      stream.push(null);
    } else {
      stream.destroy(new Error(`ssh ended with code ${String(code)}: ${complaints.trim()}`));
    }
  });
  return asSocket(stream);
}

/** Node's HTTP client calls these on its connections; a pair of pipes has no use for them. */
function asSocket(stream: Duplex): Duplex {
  const same = (): Duplex => stream;
  return Object.assign(stream, {
    setKeepAlive: same,
    setNoDelay: same,
    setTimeout: same,
    ref: same,
    unref: same,
  });
}

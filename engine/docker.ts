import { spawn } from "node:child_process";
import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import type { Context, Say } from "./context.ts";
import { installPackages, mayInstall } from "./debian.ts";
import { defaultSocket, dockerHost } from "./docker-host.ts";
import { EngineError } from "./engine-error.ts";
import { findOnPath } from "./executables.ts";
import { dockerVersion, isAtLeast } from "./versions.ts";

/** A Docker Engine that answers. */
export interface DockerEngine {
  /** Its address, as `DOCKER_HOST` takes it. */
  readonly host: string;
  readonly version: string;
  /** Its processor, such as `x86_64` or `aarch64`. */
  readonly architecture: string;
  /** Bytes of memory that its containers can have together. */
  readonly memory: number;
  readonly storageDriver: string;
  readonly cgroupVersion: string;
}

/** Milliseconds that an engine which was just started may take to answer. */
const startTimeout = 60_000;
/** Milliseconds that an engine which runs may take. */
const answerTimeout = 10_000;

/**
 * The user's Docker Engine. Where there is none, on a Debian or Ubuntu and as root, Debian's is installed and started;
 * `LAB_INSTALL=never` forbids that. An engine that is there is never touched.
 *
 * @throws {EngineError} when there is none, or it is too old
 */
export async function getDocker(context: Context, say: Say): Promise<DockerEngine> {
  const host = await dockerHost(context.env);
  const found =
    host === undefined ? undefined : await describeDocker(host).catch((error: unknown) => error as Error);
  if (found && !(found instanceof Error)) {
    return check(found);
  }
  if (context.env["DOCKER_HOST"] || !mayInstall(context.env)) {
    throw new EngineError(missing(host, found));
  }
  if ((await findOnPath("dockerd", context.env)).length === 0) {
    say("installing Docker from Debian's packages");
    await installPackages(context, ["docker.io", "containerd", "runc", "iptables"]);
  }
  say("starting Docker");
  return check(await startDocker(context));
}

/** What an engine says of itself. @throws when it does not answer */
export async function describeDocker(host: string): Promise<DockerEngine> {
  const docker = await client(host);
  const answer = docker.info() as Promise<Record<string, string> & { MemTotal: number }>;
  const info = await Promise.race([answer, sleep(answerTimeout, undefined, { ref: false })]);
  if (!info) {
    throw new Error(`it does not answer within ${answerTimeout / 1_000} s`);
  }
  return {
    host,
    version: info["ServerVersion"] ?? "0",
    architecture: info["Architecture"] ?? "",
    memory: info.MemTotal,
    storageDriver: info["Driver"] ?? "",
    cgroupVersion: info["CgroupVersion"] ?? "1",
  };
}

/** A client of Docker's API at an address such as `unix:///var/run/docker.sock`, `ssh://host` or `tcp://host:2376`. */
async function client(host: string): Promise<Docker> {
  const { default: Client } = await import("dockerode");
  const path = /^(?:unix|npipe):\/\/(.*)$/.exec(host)?.[1];
  // For the other kinds dockerode reads the user's certificates and SSH agent as well, by DOCKER_HOST.
  return path === undefined ? new Client() : new Client({ socketPath: path });
}

function check(engine: DockerEngine): DockerEngine {
  if (!isAtLeast(engine.version, dockerVersion)) {
    throw new EngineError(
      `The Docker Engine at ${engine.host} is ${engine.version}; the lab needs ${dockerVersion} or newer.`,
    );
  }
  return engine;
}

function missing(host: string | undefined, found: Error | undefined): string {
  const why =
    host && found
      ? `The Docker Engine at ${host} does not answer: ${found.message}.`
      : "There is no Docker Engine.";
  switch (process.platform) {
    case "darwin":
    case "win32":
      return `${why} Start Docker Desktop, wait until it says that it runs, and try again.`;
    default:
      return (
        `${why} Install and start Docker ${dockerVersion} or newer (on Debian: apt-get install docker.io), ` +
        "or set DOCKER_HOST to one that you may use, and try again."
      );
  }
}

/** Starts a Docker Engine that goes on when this process has ended; its log lies in the user's data folder. */
async function startDocker({ data, env }: Context): Promise<DockerEngine> {
  await mkdir(data, { recursive: true, mode: 0o700 });
  const log = join(data, "dockerd.log");
  const output = await open(log, "a", 0o600);
  const daemon = spawn("dockerd", ["--host", defaultSocket, "--pidfile", join(data, "dockerd.pid")], {
    detached: true,
    stdio: ["ignore", output.fd, output.fd],
    env,
  });
  let ended: string | undefined;
  daemon.once("error", (error) => (ended = error.message));
  daemon.once("exit", (code) => (ended ??= `exit code ${String(code)}`));
  daemon.unref();
  await output.close();
  for (const end = Date.now() + startTimeout; ;) {
    const engine = await describeDocker(defaultSocket).catch(() => undefined);
    if (engine) {
      return engine;
    }
    if (ended !== undefined || Date.now() > end) {
      throw new EngineError(
        `Docker was started and does not answer (${ended ?? "time is over"}): see ${log}`,
      );
    }
    await sleep(200);
  }
}

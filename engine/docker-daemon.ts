import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, open, readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Context, Say } from "./context.ts";
import { installPackages } from "./debian.ts";
import { defaultHost } from "./docker-host.ts";
import { EngineError } from "./engine-error.ts";
import { findOnPath, pathOf, pathVariable } from "./executables.ts";
import { run } from "./run.ts";

/** Where a machine has its Docker Engine. */
export interface DaemonPlaces {
  /** The socket that it listens on, as DOCKER_HOST takes it. */
  readonly host: string;
  /** Where an engine that the system starts leaves its process id. */
  readonly pidFile: string;
  /** Where the daemon and what it calls may lie beside PATH, which has these folders only for administrators. */
  readonly folders: readonly string[];
}

const usual: DaemonPlaces = {
  host: defaultHost,
  pidFile: "/var/run/docker.pid",
  folders: ["/usr/local/sbin", "/usr/sbin", "/sbin"],
};

/** Milliseconds that an engine which was just started may take to answer. */
const startTimeout = 60_000;
/** Milliseconds between two questions. */
const askAgain = 100;

/**
 * Installs Debian's Docker Engine, if there is none, and starts it. It goes on when this process has ended: as a service
 * where there is systemd, and else as a daemon whose log and process id lie in the user's data folder. It must not be
 * called while an engine is running: a second one would take the first one's socket away.
 *
 * @param ask asks the engine what it is, and fails while it does not answer
 * @throws {EngineError} when it does not answer in a minute
 */
export async function runDocker<T>(
  context: Context,
  ask: () => Promise<T>,
  say: Say,
  places: DaemonPlaces = usual,
): Promise<T> {
  const path = [...new Set([...pathOf(context.env), ...places.folders])].join(delimiter);
  const env = { ...context.env, [pathVariable(context.env)]: path };
  if ((await findOnPath("dockerd", env)).length === 0) {
    say("installing Debian's docker.io, because there is no Docker Engine (LAB_INSTALL=never forbids it)");
    await installPackages(context, ["docker.io", "containerd", "runc", "iptables"]);
  }
  say("starting the Docker Engine");
  if (existsSync("/run/systemd/system")) {
    await run("systemctl", ["start", "docker"], { env });
    return await answer(ask, "`journalctl -u docker` tells why");
  }
  return await startDaemon(context, env, ask, places);
}

/**
 * Waits for an engine that is running already and does not answer yet, such as one that is just being started.
 * Undefined when none is running.
 */
export async function waitForRunningDocker<T>(
  { data }: Pick<Context, "data">,
  ask: () => Promise<T>,
  say: Say,
  places: DaemonPlaces = usual,
): Promise<T | undefined> {
  if (!(await isRunning(data, places))) {
    return undefined;
  }
  say("waiting for the Docker Engine that is running to answer");
  return await answer(
    ask,
    "one is running: restart it, or name its address in DOCKER_HOST, if it listens elsewhere",
  );
}

async function startDaemon<T>(
  { data }: Context,
  env: NodeJS.ProcessEnv,
  ask: () => Promise<T>,
  places: DaemonPlaces,
): Promise<T> {
  await mkdir(data, { recursive: true, mode: 0o700 });
  const log = join(data, "dockerd.log");
  const output = await open(log, "a", 0o600);
  const daemon = spawn("dockerd", ["--host", places.host, "--pidfile", ownPidFile(data)], {
    cwd: "/",
    detached: true,
    stdio: ["ignore", output.fd, output.fd],
    env,
  });
  daemon.unref();
  await output.close();
  let ended: string | undefined;
  daemon.once("error", (error) => (ended = error.message));
  daemon.once("exit", (code, signal) => (ended = `it ended with ${signal ?? `exit code ${String(code)}`}`));
  return await answer(ask, `its log is ${log}`, async () =>
    // Another process may have started one at the same moment: then that one answers soon.
    ended !== undefined && !(await isRunning(data, places)) ? ended : undefined,
  );
}

async function answer<T>(
  ask: () => Promise<T>,
  hint: string,
  whyNot: () => Promise<string | undefined> = () => Promise.resolve(undefined),
): Promise<T> {
  let reason = `it did not answer within ${startTimeout / 1_000} s`;
  for (const end = Date.now() + startTimeout; Date.now() < end;) {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof EngineError) {
        throw error;
      }
    }
    const ended = await whyNot();
    if (ended !== undefined) {
      reason = ended;
      break;
    }
    await sleep(askAgain);
  }
  throw new EngineError(`The Docker Engine does not answer: ${reason}; ${hint}.`);
}

function ownPidFile(data: string): string {
  return join(data, "dockerd.pid");
}

async function isRunning(data: string, { host, pidFile }: DaemonPlaces): Promise<boolean> {
  const signs = await Promise.all([hasListener(host), isDaemon(ownPidFile(data)), isDaemon(pidFile)]);
  return signs.includes(true);
}

/** Whether any process listens on a socket of the file system, by the kernel's list of them. */
async function hasListener(host: string): Promise<boolean> {
  const path = host.slice("unix://".length);
  const names = [path, path.replace(/^\/var\/run\//, "/run/")];
  const list = await readFile("/proc/net/unix", "utf8").catch(() => "");
  const listens = "00010000"; // the flag __SO_ACCEPTCON
  return list
    .split("\n")
    .map((line) => line.split(/\s+/))
    .some(([, , , flags, , , , name = ""]) => flags === listens && names.includes(name));
}

async function isDaemon(pidFile: string): Promise<boolean> {
  const pid = Number(await readFile(pidFile, "utf8").catch(() => ""));
  // A number that was left by a daemon that is gone may be another program's by now.
  const program = pid > 0 ? await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "") : "";
  return program.trim() === "dockerd";
}

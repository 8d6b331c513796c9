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

/** Milliseconds that an engine which was just started may take to answer. */
const startTimeout = 60_000;
/** Milliseconds between two questions. */
const askAgain = 100;

/**
 * Installs Debian's Docker Engine, if there is none, and starts it. It goes on when this process has ended: as a service
 * where there is systemd, and else as a daemon whose log and process id lie in the user's data folder.
 *
 * @param ask asks the engine what it is, and fails while it does not answer
 * @throws {EngineError} when it does not answer in a minute
 */
export async function runDocker<T>(context: Context, ask: () => Promise<T>, say: Say): Promise<T> {
  const env = withSystemFolders(context.env);
  if ((await findOnPath("dockerd", env)).length === 0) {
    say("installing Debian's docker.io, because there is no Docker Engine (LAB_INSTALL=never forbids it)");
    await installPackages(context, ["docker.io", "containerd", "runc", "iptables"]);
  }
  say("starting the Docker Engine");
  if (existsSync("/run/systemd/system")) {
    await run("systemctl", ["start", "docker"], { env });
    return await answer(ask, "`journalctl -u docker` tells why");
  }
  return await startDaemon(context, env, ask);
}

/**
 * Waits for an engine that is running already and does not answer yet, such as one that is just being started.
 * Undefined when none is running.
 */
export async function waitForRunningDocker<T>(
  { data }: Pick<Context, "data">,
  ask: () => Promise<T>,
  say: Say,
): Promise<T | undefined> {
  if (!(await isDaemonRunning(data))) {
    return undefined;
  }
  say("waiting for the Docker Engine that is running to answer");
  return await answer(ask, "it is running, and this project does not touch it: restart it");
}

async function startDaemon<T>({ data }: Context, env: NodeJS.ProcessEnv, ask: () => Promise<T>): Promise<T> {
  await mkdir(data, { recursive: true, mode: 0o700 });
  const log = join(data, "dockerd.log");
  const output = await open(log, "a", 0o600);
  const daemon = spawn("dockerd", ["--host", defaultHost, "--pidfile", ownPidFile(data)], {
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
    ended !== undefined && !(await isDaemonRunning(data)) ? ended : undefined,
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

async function isDaemonRunning(data: string): Promise<boolean> {
  const running = await Promise.all([ownPidFile(data), "/var/run/docker.pid"].map(isProcessOf));
  return running.includes(true);
}

async function isProcessOf(pidFile: string): Promise<boolean> {
  const pid = Number(await readFile(pidFile, "utf8").catch(() => ""));
  // A number that was left by a daemon that is gone may be another program's by now.
  const program = pid > 0 ? await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "") : "";
  return program.trim() === "dockerd";
}

/** The daemon, and what it calls, lie where only an administrator's PATH looks. */
function withSystemFolders(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const folders = [...pathOf(env), "/usr/local/sbin", "/usr/sbin", "/sbin"];
  return { ...env, [pathVariable(env)]: [...new Set(folders)].join(delimiter) };
}

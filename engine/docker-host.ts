import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * The address of the Docker Engine that the user's `docker` command would speak to: `DOCKER_HOST`, else the current
 * context, else the first socket of the usual ones that is there. Undefined when there is none.
 *
 * @see https://docs.docker.com/engine/manage-resources/contexts/
 */
export async function dockerHost(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  return env["DOCKER_HOST"] || (await contextHost(env)) || usualSocket(env);
}

/** The socket that a Docker Engine on this machine listens on by default. */
export const defaultSocket =
  process.platform === "win32" ? "npipe:////./pipe/docker_engine" : "unix:///var/run/docker.sock";

async function contextHost(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const folder = env["DOCKER_CONFIG"] || join(env["HOME"] || homedir(), ".docker");
  const name =
    env["DOCKER_CONTEXT"] ||
    (await readJson<{ currentContext?: string }>(join(folder, "config.json")))?.currentContext;
  if (!name || name === "default") {
    return undefined;
  }
  const id = createHash("sha256").update(name).digest("hex");
  const meta = await readJson<{ Endpoints?: { docker?: { Host?: string } } }>(
    join(folder, "contexts", "meta", id, "meta.json"),
  );
  return meta?.Endpoints?.docker?.Host;
}

async function readJson<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as T;
  } catch {
    return undefined;
  }
}

function usualSocket(env: NodeJS.ProcessEnv): string | undefined {
  if (process.platform === "win32") {
    return defaultSocket;
  }
  const home = env["HOME"] || homedir();
  const sockets = [
    "/var/run/docker.sock",
    join(home, ".docker/run/docker.sock"),
    join(home, ".colima/default/docker.sock"),
  ];
  const socket = sockets.find((path) => existsSync(path));
  return socket && `unix://${socket}`;
}

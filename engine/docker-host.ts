import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { EngineError } from "./engine-error.ts";

/** Where a Docker Engine is looked for. */
export interface DockerAddress {
  /** As `DOCKER_HOST` takes it, such as `unix:///var/run/docker.sock` or `ssh://host`. */
  readonly host: string;
  /** A folder with ca.pem, cert.pem and key.pem, for a host that is reached by TLS. */
  readonly certificates?: string;
  /** Whether the user named it, by DOCKER_HOST or a context: then there is no other one to use. */
  readonly chosen: boolean;
}

/** The socket that a Docker Engine on this machine listens on by default. */
export const defaultHost =
  process.platform === "win32" ? "npipe:////./pipe/docker_engine" : "unix:///var/run/docker.sock";

/**
 * The Docker Engine that the user's `docker` command would speak to: that of `DOCKER_HOST`, else of the current context,
 * else the first of the usual sockets that is there.
 *
 * @throws {EngineError} when the current context is not defined
 * @see https://docs.docker.com/engine/manage-resources/contexts/
 */
export async function dockerAddress(env: NodeJS.ProcessEnv): Promise<DockerAddress> {
  if (env["DOCKER_HOST"]) {
    const certificates = env["DOCKER_CERT_PATH"];
    return { host: env["DOCKER_HOST"], chosen: true, ...(certificates && { certificates }) };
  }
  return (await contextAddress(env)) ?? { host: usualHost(env), chosen: false };
}

/** The variables that make every client of Docker's use that address, whatever else the user has set. */
export function dockerVariables({ host, certificates }: DockerAddress): Record<string, string> {
  return {
    DOCKER_HOST: host,
    DOCKER_CONTEXT: "",
    ...(certificates !== undefined && { DOCKER_CERT_PATH: certificates, DOCKER_TLS_VERIFY: "1" }),
  };
}

async function contextAddress(env: NodeJS.ProcessEnv): Promise<DockerAddress | undefined> {
  const folder = env["DOCKER_CONFIG"] || join(homeOf(env), ".docker");
  const config = await readJson<{ currentContext?: string }>(join(folder, "config.json"));
  const name = env["DOCKER_CONTEXT"] || config?.currentContext;
  if (!name || name === "default") {
    return undefined;
  }
  const id = createHash("sha256").update(name).digest("hex");
  const meta = await readJson<{ Endpoints?: { docker?: { Host?: string } } }>(
    join(folder, "contexts", "meta", id, "meta.json"),
  );
  const host = meta?.Endpoints?.docker?.Host;
  if (!host) {
    throw new EngineError(
      `The Docker context \`${name}\` is chosen and not defined. \`docker context ls\` shows those that there are, and ` +
        "`docker context use <name>` chooses one.",
    );
  }
  const certificates = join(folder, "contexts", "tls", id, "docker");
  return { host, chosen: true, ...(existsSync(certificates) && { certificates }) };
}

async function readJson<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as T;
  } catch {
    return undefined;
  }
}

function usualHost(env: NodeJS.ProcessEnv): string {
  const home = homeOf(env);
  const sockets = [
    join(home, ".docker/run/docker.sock"),
    join(home, ".colima/default/docker.sock"),
    ...(env["XDG_RUNTIME_DIR"] ? [join(env["XDG_RUNTIME_DIR"], "docker.sock")] : []),
  ];
  const hosts = [defaultHost, ...sockets.map((path) => `unix://${path}`)];
  return hosts.find((host) => existsSync(host.slice("unix://".length))) ?? defaultHost;
}

function homeOf(env: NodeJS.ProcessEnv): string {
  return env["HOME"] || homedir();
}

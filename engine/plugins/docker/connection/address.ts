import { existsSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Configuration } from "./configuration.ts";

/**
 * The daemon's address, such as `unix:///var/run/docker.sock`: of the configured context or host, of
 * DOCKER_CONTEXT or DOCKER_HOST, or where the daemon usually listens.
 */
export async function findAddress(configuration: Configuration): Promise<string> {
  const context = configuration.context ?? (process.env["DOCKER_CONTEXT"] || undefined);
  if (context !== undefined) {
    return await contextAddress(context);
  }
  return configuration.host ?? (process.env["DOCKER_HOST"] || usualAddress());
}

function usualAddress(): string {
  if (process.platform === "win32") {
    return "npipe:////./pipe/docker_engine";
  }
  // Docker Desktop listens in the user's folder unless it was asked to make the system-wide socket too.
  const userSockets = ["run", "desktop"].map((folder) => join(homedir(), ".docker", folder, "docker.sock"));
  const socket = ["/var/run/docker.sock", ...userSockets].find((path) => existsSync(path));
  return `unix://${socket ?? "/var/run/docker.sock"}`;
}

interface ContextFile {
  readonly Name?: string;
  readonly Endpoints?: { readonly docker?: { readonly Host?: string } };
}

async function contextAddress(name: string): Promise<string> {
  const folder = join(process.env["DOCKER_CONFIG"] ?? join(homedir(), ".docker"), "contexts", "meta");
  const entries = await readdir(folder).catch(() => []);
  for (const entry of entries) {
    const text = await readFile(join(folder, entry, "meta.json"), "utf8").catch(() => "{}");
    const context = JSON.parse(text) as ContextFile;
    const address = context.Endpoints?.docker?.Host;
    if (context.Name === name && address !== undefined) {
      return address;
    }
  }
  throw new Error(`There is no Docker context '${name}'. \`docker context ls\` shows those that there are.`);
}

import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { RegistryAuth } from "./configuration.ts";

/** Credentials as Docker's API takes them. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
  readonly serveraddress: string;
}

const dockerHub = ["registry-1.docker.io", "index.docker.io", "docker.io", "registry.hub.docker.com"];

/** The registry that an image's name belongs to. */
export function registryOf(image: string): string {
  const [first] = image.split("/", 1) as [string];
  const named = image.includes("/") && (/[.:]/.test(first) || first === "localhost");
  return named ? first : "docker.io";
}

/** The configured credentials for an image's registry, if there are any. */
export async function credentialsFor(
  image: string,
  configured: readonly RegistryAuth[],
): Promise<Credentials | undefined> {
  const registry = registryOf(image);
  const auth = configured.find(({ address }) => isSameRegistry(hostOf(address), registry));
  if (auth === undefined) {
    return undefined;
  }
  const serveraddress = hostOf(auth.address);
  if (auth.authDisabled === true) {
    // The daemon wants credentials in the request; a registry without authentication looks at none.
    return { username: "username", password: "password", serveraddress };
  }
  const username = auth.username ?? process.env["DOCKER_REGISTRY_USER"];
  const password = auth.password ?? process.env["DOCKER_REGISTRY_PASS"];
  if (username !== undefined && username !== "") {
    return { username, password: password ?? "", serveraddress };
  }
  const { username: fileUser, password: filePassword } = await fromConfigFile(auth, serveraddress);
  return { username: fileUser, password: filePassword, serveraddress };
}

interface ConfigFile {
  readonly auths?: Record<string, { readonly auth?: string }>;
}

async function fromConfigFile(
  auth: RegistryAuth,
  host: string,
): Promise<{ username: string; password: string }> {
  const text = auth.configFileContent ?? (await readFile(configPath(auth.configFile), "utf8"));
  const { auths = {} } = JSON.parse(text) as ConfigFile;
  const entry = Object.entries(auths).find(([address]) => isSameRegistry(hostOf(address), host));
  const encoded = entry?.[1].auth;
  if (encoded === undefined) {
    throw new Error(
      `Docker's configuration file holds no credentials for the registry ${host}. Run \`docker login ${host}\`, or give username and password in the provider's registryAuth.`,
    );
  }
  const [username = "", ...rest] = Buffer.from(encoded, "base64").toString().split(":");
  return { username, password: rest.join(":") };
}

function configPath(configured: string | undefined): string {
  const path = configured ?? join(process.env["DOCKER_CONFIG"] ?? join(homedir(), ".docker"), "config.json");
  return path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
}

function hostOf(address: string): string {
  return address.replace(/^https?:\/\//, "").replace(/\/.*$/, "");
}

function isSameRegistry(a: string, b: string): boolean {
  return a === b || (dockerHub.includes(a) && dockerHub.includes(b));
}

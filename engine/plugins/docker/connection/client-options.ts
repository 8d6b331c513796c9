import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Configuration } from "./configuration.ts";
import { sshAgent } from "./ssh-agent.ts";

/** Options of dockerode that reach the daemon at an address. The environment that it looks at itself is overruled. */
export async function clientOptions(address: string, configuration: Configuration): Promise<object> {
  const [scheme] = address.split("://", 1) as [string];
  switch (scheme) {
    case "unix":
    case "npipe":
      return { ...nothing, socketPath: address.slice(`${scheme}://`.length) };
    case "ssh":
      return {
        ...nothing,
        host: "docker.invalid",
        port: 80,
        agent: sshAgent(address, sshOptions(configuration)),
      };
    case "tcp":
    case "http":
    case "https":
      return await tcpOptions(new URL(address.replace(/^tcp:/, "http:")), configuration);
    default:
      throw new Error(`The Docker host '${address}' must begin with unix://, tcp://, ssh:// or npipe://.`);
  }
}

const nothing = {
  protocol: "http" as const,
  host: undefined,
  port: undefined,
  socketPath: undefined,
  ca: undefined,
  cert: undefined,
  key: undefined,
  pathPrefix: undefined,
};

async function tcpOptions(url: URL, configuration: Configuration): Promise<object> {
  const tls = await tlsMaterial(configuration);
  const secure = tls !== undefined || url.protocol === "https:";
  return {
    ...nothing,
    ...tls,
    protocol: secure ? "https" : "http",
    host: url.hostname,
    port: url.port === "" ? (secure ? 2376 : 2375) : Number(url.port),
  };
}

interface TlsMaterial {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

async function tlsMaterial(configuration: Configuration): Promise<TlsMaterial | undefined> {
  const ca = configuration.caMaterial ?? environment("DOCKER_CA_MATERIAL");
  const cert = configuration.certMaterial ?? environment("DOCKER_CERT_MATERIAL");
  const key = configuration.keyMaterial ?? environment("DOCKER_KEY_MATERIAL");
  const path = configuration.certPath ?? environment("DOCKER_CERT_PATH");
  if (ca !== undefined || cert !== undefined || key !== undefined) {
    if (ca === undefined || cert === undefined || key === undefined) {
      throw new Error("The provider's caMaterial, certMaterial and keyMaterial must be given together.");
    }
    if (path !== undefined) {
      throw new Error(
        "The provider's certPath cannot be given beside caMaterial, certMaterial and keyMaterial.",
      );
    }
    return { ca, cert, key };
  }
  if (path === undefined) {
    return undefined;
  }
  const read = (name: string): Promise<string> => readFile(join(path, name), "utf8");
  return { ca: await read("ca.pem"), cert: await read("cert.pem"), key: await read("key.pem") };
}

function sshOptions(configuration: Configuration): string[] {
  const fromEnvironment = environment("DOCKER_SSH_OPTS")
    ?.split(/\s+/)
    .filter((option) => option !== "");
  return configuration.sshOpts ?? fromEnvironment ?? [];
}

function environment(name: string): string | undefined {
  return process.env[name] || undefined;
}

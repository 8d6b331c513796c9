import type { Client, ConnectConfig } from "ssh2";
import { interruption } from "../failure.ts";
import type { Log } from "../output.ts";
import type { Connection, Endpoint } from "./connection.ts";
import { nameOf } from "./connection.ts";
import { FinalError, retry } from "./retry.ts";
import type { SshConfig } from "./ssh-config.ts";
import { sshConfig } from "./ssh-config.ts";
import { loadSsh2 } from "./ssh2.ts";

/** An open login at a server. */
export interface Login {
  readonly client: Client;
  /** Why the connection broke, if it did. */
  readonly broken: () => string | undefined;
  readonly close: () => void;
}

/**
 * Logs in at a server, through its proxy if it has one, as often as the connection allows. Throws a sentence that
 * names the endpoint and the reason, and nothing secret.
 */
export async function dial(connection: Connection, log: Log, signal: AbortSignal): Promise<Login> {
  const config = await sshConfig(connection);
  if (connection.proxy === undefined) {
    return dialEndpoint(connection, config, { what: "Dial", log, signal });
  }
  const through = await dialProxy(connection.proxy, log, signal);
  try {
    const login = await dialEndpoint(connection, config, { what: "Dial from proxy", log, signal, through });
    return { ...login, close: () => [login, through].forEach(({ close }) => close()) };
  } catch (error) {
    through.close();
    throw error;
  }
}

async function dialProxy(proxy: Endpoint, log: Log, signal: AbortSignal): Promise<Login> {
  try {
    return await dialEndpoint(proxy, await sshConfig(proxy), { what: "Dial proxy", log, signal });
  } catch (error) {
    throw new Error(`proxy: ${(error as Error).message}`, { cause: error });
  }
}

interface DialOptions {
  readonly what: string;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly through?: Login;
}

async function dialEndpoint(endpoint: Endpoint, config: SshConfig, options: DialOptions): Promise<Login> {
  const { what, log, signal, through } = options;
  try {
    return await retry({ what, limit: endpoint.dialErrorLimit, log, signal }, async () => {
      const sock = through === undefined ? undefined : await forward(through.client, endpoint);
      return await logIn(config, sock === undefined ? config.config : { ...config.config, sock }, signal);
    });
  } catch (error) {
    const way = through === undefined ? "" : " through the proxy";
    const reason = interruption(signal) ?? (error as Error).message;
    throw new Error(`Cannot log in at ${nameOf(endpoint)}${way}: ${reason}`, { cause: error });
  }
}

function forward(client: Client, endpoint: Endpoint): Promise<NonNullable<ConnectConfig["sock"]>> {
  return new Promise((resolve, reject) => {
    client.forwardOut("127.0.0.1", 0, endpoint.host, endpoint.port, (error, stream) =>
      error === undefined
        ? resolve(stream)
        : reject(new Error(`the proxy cannot reach it (${error.message})`)),
    );
  });
}

async function logIn(config: SshConfig, connectConfig: ConnectConfig, signal: AbortSignal): Promise<Login> {
  const { Client } = await loadSsh2();
  const client = new Client();
  let broken: string | undefined;
  client.on("error", (error) => (broken ??= reason(error, config)));
  const cancel = (): void => void client.destroy();
  signal.addEventListener("abort", cancel);
  try {
    await new Promise<void>((resolve, reject) => {
      client.once("ready", resolve);
      client.once("connect", () => client.setNoDelay()); // SFTP asks one small question after the other
      client.once("error", reject);
      client.once("close", () => reject(new Error("the server closed the connection")));
      client.connect(connectConfig);
    });
  } catch (error) {
    client.destroy();
    const message = reason(error as Error, config);
    throw config.hostKeyMismatch() === undefined ? new Error(message) : new FinalError(message);
  } finally {
    signal.removeEventListener("abort", cancel);
  }
  return { client, broken: () => broken, close: () => void client.end() };
}

function reason(error: Error & { level?: string }, config: SshConfig): string {
  if (error.level === "client-authentication") {
    return `the server refused every way to log in (tried ${config.tried().join(", ")})`;
  }
  if (error.level === "agent") {
    return `the SSH agent cannot be asked (${error.message}); see agentSocketPath or SSH_AUTH_SOCK`;
  }
  return config.hostKeyMismatch() ?? error.message;
}

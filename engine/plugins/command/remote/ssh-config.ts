import type { AnyAuthMethod, AuthHandlerMiddleware, ConnectConfig } from "ssh2";
import type { Endpoint } from "./connection.ts";
import { nameOf } from "./connection.ts";
import type { HostKey } from "./host-key.ts";
import { fingerprint, parseHostKey, signatureAlgorithms, typeOf } from "./host-key.ts";
import { readablePrivateKey } from "./private-key.ts";
import { loadSsh2 } from "./ssh2.ts";

/** Milliseconds between two signs of life on a quiet connection; after three without an answer it is given up. */
const keepaliveInterval = 15_000;

/** What ssh2 needs for one endpoint. */
export interface SshConfig {
  readonly config: ConnectConfig;
  /** The ways to log in that the last attempt tried, for a message. */
  readonly tried: () => readonly string[];
  /** Says how the server's key differs from the one that is expected, once the server has shown it. */
  readonly hostKeyMismatch: () => string | undefined;
}

/** Prepares the login at an endpoint. Throws a sentence, without anything secret, when a key cannot be used. */
export async function sshConfig(endpoint: Endpoint): Promise<SshConfig> {
  const expected = endpoint.hostKey === undefined ? undefined : parseHostKey(endpoint.hostKey);
  const methods = await loginMethods(endpoint);
  const tried: string[] = [];
  let mismatch: string | undefined;
  const hostVerifier = (shown: Buffer): boolean => {
    mismatch = expected === undefined ? undefined : difference(endpoint, expected, shown);
    return mismatch === undefined;
  };
  return {
    config: {
      host: endpoint.host,
      port: endpoint.port,
      username: endpoint.user,
      readyTimeout: endpoint.perDialTimeout * 1000,
      keepaliveInterval,
      authHandler: chooseAmong(methods, tried),
      hostVerifier,
      ...(expected === undefined
        ? {}
        : { algorithms: { serverHostKey: signatureAlgorithms(expected.type) as never } }),
    },
    tried: () => tried,
    hostKeyMismatch: () => mismatch,
  };
}

/** Tries, one after the other, those ways to log in that the server offers, so that no other sees a password. */
function chooseAmong(methods: readonly AnyAuthMethod[], tried: string[]): AuthHandlerMiddleware {
  let left: AnyAuthMethod[] = [];
  return (offered: readonly string[] | null, _partialSuccess, next) => {
    if (offered === null) {
      left = [...methods]; // a new connection
      tried.length = 0;
    }
    const isOffered = ({ type }: AnyAuthMethod): boolean =>
      type === "none" || offered?.includes(type === "agent" ? "publickey" : type) === true;
    const found = left.findIndex(isOffered);
    const [method] = found < 0 ? [] : left.splice(0, found + 1).slice(-1);
    if (method !== undefined) {
      tried.push(method.type);
    }
    next(method ?? (false as never));
  };
}

async function loginMethods(endpoint: Endpoint): Promise<AnyAuthMethod[]> {
  const { user: username, password, privateKey } = endpoint;
  const methods: AnyAuthMethod[] = [{ type: "none", username }];
  if (privateKey !== undefined) {
    methods.push({ type: "publickey", username, key: await parsePrivateKey(endpoint, privateKey) });
  }
  if (password !== undefined) {
    methods.push({ type: "password", username, password });
    methods.push({
      type: "keyboard-interactive",
      username,
      prompt: (_name, _instructions, _language, prompts, answer) => answer(prompts.map(() => password)),
    });
  }
  const agent = endpoint.agentSocketPath ?? process.env["SSH_AUTH_SOCK"];
  if (privateKey === undefined && agent !== undefined && agent !== "") {
    methods.push({ type: "agent", username, agent });
  }
  return methods;
}

async function parsePrivateKey(endpoint: Endpoint, pem: string): Promise<string> {
  const { utils } = await loadSsh2();
  const parsed = utils.parseKey(readable(endpoint, pem), endpoint.privateKeyPassword);
  if (parsed instanceof Error) {
    throw new Error(`The privateKey for ${nameOf(endpoint)} cannot be used: ${parsed.message}.`);
  }
  return parsed as never;
}

function readable(endpoint: Endpoint, pem: string): string {
  try {
    return readablePrivateKey(pem.trim());
  } catch (error) {
    throw new Error(`The privateKey for ${nameOf(endpoint)} cannot be used: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function difference(endpoint: Endpoint, expected: HostKey, shown: Buffer): string | undefined {
  if (shown.equals(expected.blob)) {
    return undefined;
  }
  return (
    `the host key of ${endpoint.host}:${endpoint.port} is ${typeOf(shown)} ${fingerprint(shown)}, but the ` +
    `connection's hostKey is ${expected.type} ${fingerprint(expected.blob)}. Either the server was set up ` +
    "again, and hostKey must be changed, or this is another server"
  );
}

/** Where an SSH server is and how to log in to it. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
  /** A private key in OpenSSH, PKCS#1, SEC 1 or PKCS#8 form. It goes before the password. */
  readonly privateKey?: string;
  /** The password of an encrypted private key. */
  readonly privateKeyPassword?: string;
  /** The socket of an SSH agent; `SSH_AUTH_SOCK` by default. It is asked when there is no private key. */
  readonly agentSocketPath?: string;
  /** How often connecting may fail before it is given up; -1 is without limit. */
  readonly dialErrorLimit: number;
  /** Seconds for one attempt to connect; 0 is without limit. */
  readonly perDialTimeout: number;
  /** The server's public key, as in authorized_keys. Without it any server is trusted. */
  readonly hostKey?: string;
}

/** An SSH server, reached through another one if there is a proxy. */
export interface Connection extends Endpoint {
  readonly proxy?: Endpoint;
}

/** Names an endpoint in messages. Nothing secret is in it. */
export function nameOf(endpoint: Endpoint): string {
  return `${endpoint.user}@${endpoint.host}:${endpoint.port}`;
}

import type { Property, Shape } from "../../provider/shape.ts";

const endpointShape: Shape = {
  host: { kind: "string", required: true, description: "The server's address." },
  port: { kind: "number", default: 22, description: "The server's port." },
  user: { kind: "string", default: "root", description: "The user to log in as." },
  password: { kind: "string", secret: true, description: "The user's password." },
  privateKey: {
    kind: "string",
    secret: true,
    description: "A private key of the user; goes before the password.",
  },
  privateKeyPassword: {
    kind: "string",
    secret: true,
    description: "The password of an encrypted private key.",
  },
  agentSocketPath: { kind: "string", description: "The SSH agent's socket; SSH_AUTH_SOCK by default." },
  dialErrorLimit: {
    kind: "integer",
    default: 10,
    description: "How often connecting may fail before it is given up; -1 is without limit.",
  },
  perDialTimeout: {
    kind: "integer",
    default: 15,
    description: "Seconds for one attempt to connect; 0 is without limit.",
  },
  hostKey: { kind: "string", description: "The server's public key; without it any server is trusted." },
};

/** The server that a resource works on. All of it is secret. */
export const connectionProperty: Property = {
  kind: {
    object: {
      ...endpointShape,
      proxy: { kind: { object: endpointShape }, description: "A server through which the other is reached." },
    },
  },
  required: true,
  secret: true,
  description: "The server to log in at, over SSH.",
};

import type { KeyObject } from "node:crypto";
import { createPrivateKey } from "node:crypto";

/**
 * Brings a private key into a form that ssh2 reads: it knows OpenSSH's own, PKCS#1 and SEC 1, but not PKCS#8
 * (`BEGIN PRIVATE KEY`). Every other key is returned as it is.
 */
export function readablePrivateKey(pem: string): string {
  if (!pem.includes("-----BEGIN PRIVATE KEY-----")) {
    return pem;
  }
  const key = createPrivateKey(pem);
  switch (key.asymmetricKeyType) {
    case "rsa":
      return key.export({ format: "pem", type: "pkcs1" }).toString();
    case "ec":
      return key.export({ format: "pem", type: "sec1" }).toString();
    case "ed25519":
      return openSshPem(key);
    default:
      throw new Error(`SSH cannot use a private key of the type ${key.asymmetricKeyType}.`);
  }
}

/** Writes an Ed25519 key as OpenSSH does, unencrypted: PROTOCOL.key of OpenSSH's source. */
function openSshPem(key: KeyObject): string {
  const { d, x } = key.export({ format: "jwk" });
  const publicPart = Buffer.from(x!, "base64url");
  const publicKey = Buffer.concat([field("ssh-ed25519"), field(publicPart)]);
  const check = Buffer.alloc(8); // two equal numbers, which tell a right password from a wrong one
  const privateKey = Buffer.concat([
    check,
    publicKey,
    field(Buffer.concat([Buffer.from(d!, "base64url"), publicPart])),
    field(""),
  ]);
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7].slice(0, -privateKey.length & 7));
  const one = Buffer.from([0, 0, 0, 1]);
  const none = field("none");
  const file = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    none,
    none,
    field(""),
    one,
    field(publicKey),
    field(Buffer.concat([privateKey, padding])),
  ]);
  const lines = file.toString("base64").replace(/.{70}/g, "$&\n");
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

/** A byte string with its length in front. RFC 4251, section 5. */
function field(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

import { createHash } from "node:crypto";

/** A server's public key. */
export interface HostKey {
  /** Such as `ssh-ed25519`. */
  readonly type: string;
  /** The key as it is sent in the SSH protocol. */
  readonly blob: Buffer;
}

/** Reads the first key of a text in the format of authorized_keys. Throws a sentence when there is none. */
export function parseHostKey(text: string): HostKey {
  for (const line of text.split("\n").filter((candidate) => !candidate.trimStart().startsWith("#"))) {
    const [, type, base64] = /(?:^|\s)([a-z][\w@.-]*)\s+([A-Za-z0-9+/]{16,}={0,2})(?:\s|$)/.exec(line) ?? [];
    if (type !== undefined && base64 !== undefined) {
      const blob = Buffer.from(base64, "base64");
      if (typeOf(blob) === type) {
        return { type, blob };
      }
    }
  }
  throw new Error(
    "The connection's hostKey is not a public key: give one line such as `ssh-ed25519 AAAA…`, " +
      "as `ssh-keyscan` prints it after the host's name.",
  );
}

/** The algorithms by which a server may prove that it holds a key, best first. */
export function signatureAlgorithms(type: string): string[] {
  return type === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"] : [type];
}

/** A key's fingerprint as `ssh-keygen -l` shows it. */
export function fingerprint(blob: Buffer): string {
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}

/** The type that a key names itself, in front of its numbers. RFC 4253, section 6.6. */
export function typeOf(blob: Buffer): string | undefined {
  return blob.length < 4 ? undefined : blob.subarray(4, 4 + blob.readUInt32BE(0)).toString("latin1");
}

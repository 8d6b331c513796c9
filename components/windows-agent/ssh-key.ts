import { generateKeyPairSync } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

/** A key pair for SSH. */
export interface SshKeyPair {
  /** PEM of SEC 1, which every OpenSSH reads. */
  readonly privateKey: string;
  /** A line as in authorized_keys. */
  readonly publicKey: string;
}

/** A key pair that is made once for a stack, stays the same across updates, and is encrypted in its state. */
export function stashedSshKey(name: string, opts: pulumi.CustomResourceOptions): pulumi.Output<SshKeyPair> {
  const stash: pulumi.Stash = new pulumi.Stash(
    name,
    { input: pulumi.secret(createSshKey()) },
    { ...opts, ignoreChanges: ["input"], additionalSecretOutputs: ["input", "output"] },
  );
  return pulumi.secret(stash.output as pulumi.Output<SshKeyPair>);
}

/** Makes a key pair of the type ecdsa-sha2-nistp256: RFC 5656, section 3.1. */
export function createSshKey(): SshKeyPair {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x, y } = publicKey.export({ format: "jwk" });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x!, "base64url"), Buffer.from(y!, "base64url")]);
  const type = "ecdsa-sha2-nistp256";
  const blob = Buffer.concat([field(type), field("nistp256"), field(point)]);
  return {
    privateKey: privateKey.export({ type: "sec1", format: "pem" }).toString(),
    publicKey: `${type} ${blob.toString("base64")}`,
  };
}

/** A byte string with its length in front: RFC 4251, section 5. */
function field(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

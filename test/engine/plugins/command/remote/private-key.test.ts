import { generateKeyPairSync } from "node:crypto";
import test from "ava";
import ssh2 from "ssh2";
import { readablePrivateKey } from "../../../../../engine/plugins/command/remote/private-key.ts";

const publicKeyEncoding = { type: "spki", format: "der" } as const;
const privateKeyEncoding = { type: "pkcs8", format: "pem" } as const;

for (const [type, pair] of [
  ["ssh-rsa", generateKeyPairSync("rsa", { modulusLength: 2048, publicKeyEncoding, privateKeyEncoding })],
  [
    "ecdsa-sha2-nistp256",
    generateKeyPairSync("ec", { namedCurve: "P-256", publicKeyEncoding, privateKeyEncoding }),
  ],
  ["ssh-ed25519", generateKeyPairSync("ed25519", { publicKeyEncoding, privateKeyEncoding })],
] as const) {
  test(`a PKCS#8 key of the type ${type} can be used for SSH`, (t) => {
    const parsed = ssh2.utils.parseKey(readablePrivateKey(pair.privateKey));
    if (parsed instanceof Error) {
      throw parsed;
    }
    t.is(parsed.type, type);
    const signature = parsed.sign(Buffer.from("data"));
    t.true(Buffer.isBuffer(signature) && parsed.verify(Buffer.from("data"), signature));
  });
}

test("every other key stays as it is", (t) => {
  const { private: key } = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 });
  t.is(readablePrivateKey(key), key);
});

test("a key type that SSH does not know is refused", (t) => {
  const { privateKey } = generateKeyPairSync("x25519", { publicKeyEncoding, privateKeyEncoding });
  t.throws(() => readablePrivateKey(privateKey), { message: /private key of the type x25519/ });
});

import test from "ava";
import {
  fingerprint,
  parseHostKey,
  signatureAlgorithms,
} from "../../../../../engine/plugins/command/remote/host-key.ts";

const base64 = "AAAAC3NzaC1lZDI1NTE5AAAAIE7OK4jYXJmJcwgPjUiAhYl4ssmNUQCTn9jhhc1bDcTT";

test("a host key is read with or without a comment, a host's name or comment lines", (t) => {
  for (const text of [
    `ssh-ed25519 ${base64}`,
    `ssh-ed25519 ${base64} root@lab\n`,
    `# from ssh-keyscan\n\nlab.example.com ssh-ed25519 ${base64}`,
  ]) {
    t.deepEqual(parseHostKey(text), { type: "ssh-ed25519", blob: Buffer.from(base64, "base64") });
  }
});

test("a text that is no key is refused with a sentence that says what to give", (t) => {
  for (const text of ["", "ssh-ed25519", `ssh-rsa ${base64}`, "ssh-ed25519 not/base64/but/long/enough"]) {
    t.throws(() => parseHostKey(text), { message: /hostKey is not a public key: give one line such as/ });
  }
});

test("a fingerprint is the one that ssh-keygen shows", (t) => {
  t.regex(fingerprint(Buffer.from(base64, "base64")), /^SHA256:[A-Za-z0-9+/]{43}$/);
});

test("an RSA key may be proven with today's signatures", (t) => {
  t.deepEqual(signatureAlgorithms("ssh-rsa"), ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"]);
  t.deepEqual(signatureAlgorithms("ssh-ed25519"), ["ssh-ed25519"]);
});

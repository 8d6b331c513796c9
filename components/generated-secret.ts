import { randomBytes } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

/**
 * A secret that is made once for a stack, stays the same across updates, and is encrypted in its state.
 *
 * @param length number of characters, drawn from `alphabet`
 */
export function generatedSecret(
  name: string,
  length: number,
  opts: pulumi.CustomResourceOptions,
  alphabet = alphanumeric,
): pulumi.Output<string> {
  const stash: pulumi.Stash = new pulumi.Stash(
    name,
    { input: pulumi.secret(randomText(length, alphabet)) },
    { ...opts, ignoreChanges: ["input"], additionalSecretOutputs: ["input", "output"] },
  );
  return pulumi.secret(stash.output as pulumi.Output<string>);
}

const alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

function randomText(length: number, alphabet: string): string {
  // Bytes at or above the largest multiple of the alphabet's size are drawn again, so that no letter is likelier.
  const limit = 256 - (256 % alphabet.length);
  let text = "";
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < limit && text.length < length) {
        text += alphabet[byte % alphabet.length]!;
      }
    }
  }
  return text;
}

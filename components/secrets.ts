import * as pulumi from "@pulumi/pulumi";
import { secretTable, type SecretKind, type SecretName } from "./configuration/secrets.ts";
import { generatedSecret } from "./generated-secret.ts";

/** A lab's secrets: those that are given in its configuration, and for all others ones that are made. */
export class Secrets {
  readonly #given: Partial<Readonly<Record<SecretName, string | undefined>>>;

  constructor(given: Partial<Readonly<Record<SecretName, string | undefined>>>) {
    this.#given = given;
  }

  /** One secret; where it is made, the resource that keeps it has its name with hyphens. */
  of(name: SecretName, opts: pulumi.CustomResourceOptions): pulumi.Output<string> {
    const given = this.#given[name];
    if (given !== undefined) {
      return pulumi.secret(given);
    }
    const { length, alphabet, ending = "" }: SecretKind = secretTable[name];
    const made = generatedSecret(resourceName(name), length, opts, alphabet);
    return ending === "" ? made : pulumi.interpolate`${made}${ending}`;
  }
}

/** `mispAdminKey` to `misp-admin-key`. */
export function resourceName(name: SecretName): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

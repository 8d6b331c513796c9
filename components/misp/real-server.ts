import * as pulumi from "@pulumi/pulumi";
import type { Size } from "../sizes.ts";
import type { Site } from "../workload/container.ts";
import type { Workload } from "../workload/workload.ts";

/** What the real MISP needs beside what its stand-in reads: its secrets, and how much of it runs. */
export function serverEnvironment(
  { secrets, size }: Pick<Site, "secrets" | "size">,
  opts: pulumi.CustomResourceOptions,
): NonNullable<Workload["environment"]> {
  return {
    ENCRYPTION_KEY: secrets.of("mispEncryptionKey", opts),
    SALT: secrets.of("mispSalt", opts),
    UUID: secrets.of("mispUuid", opts).apply(uuidOf),
    GPG_PASSPHRASE: secrets.of("mispGpgPassphrase", opts),
    SUPERVISOR_PASSWORD: secrets.of("mispSupervisorPassword", opts),
    // No download at each start: the certificates of the image are as old as the image.
    DISABLE_CA_REFRESH: "true",
    // From the second start on MISP answers before its taxonomies and warninglists are brought up to date.
    ENABLE_BACKGROUND_UPDATES: "true",
    // A lab's network has no IPv6, and nginx does not start where the host's kernel has none either.
    DISABLE_IPV6: "true",
    ...processes(size.misp),
  };
}

function processes({ workers, phpProcesses, phpMemory }: Size["misp"]): Record<string, string> {
  return {
    WORKERS: workers.toString(),
    PHP_FCGI_CHILDREN: phpProcesses.toString(),
    PHP_FCGI_START_SERVERS: "1",
    PHP_FCGI_SPARE_SERVERS: "1",
    PHP_MEMORY_LIMIT: `${phpMemory}M`,
  };
}

/** A UUID of version 4 out of 32 hexadecimal digits. */
function uuidOf(digits: string): string {
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `a${digits.slice(17, 20)}`,
    digits.slice(20),
  ].join("-");
}

/** What must outlive MISP's container beside its files: its settings and its signing key. */
export const serverFolders = {
  config: "/var/www/MISP/app/Config",
  gnupg: "/var/www/MISP/.gnupg",
} as const;

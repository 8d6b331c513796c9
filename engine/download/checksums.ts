import { EngineError } from "../engine-error.ts";

/** What was downloaded is not what was published. Nothing takes its place: somebody must look at it. */
export class ChecksumMismatch extends EngineError {}

/** A checksum of a file: the algorithm, by node:crypto's name, and the digits in lower case. */
export interface Checksum {
  readonly algorithm: string;
  readonly digest: string;
}

/** Which algorithm it is shows in the number of digits. Pulumi's docker plugin still has SHA-1 sums. */
const algorithms: Readonly<Record<number, string>> = { 40: "sha1", 64: "sha256", 128: "sha512" };

/** The checksum of one file in a list as sha256sum and shasum write it; undefined when it is not in the list. */
export function findChecksum(list: string, file: string): Checksum | undefined {
  for (const line of list.split("\n")) {
    const [, digest, name] = /^([0-9a-f]+) [ *](?:\.\/)?(.+)$/i.exec(line.trim()) ?? [];
    const algorithm = algorithms[digest?.length ?? 0];
    if (name === file && algorithm !== undefined) {
      return { algorithm, digest: digest!.toLowerCase() };
    }
  }
  return undefined;
}

import { createHash } from "node:crypto";

/** Hashes of a file by the names that sensors have for them, in lower-case hexadecimal. */
export function hashesOf(content: string): { md5: string; sha1: string; sha256: string } {
  const hash = (kind: string): string => createHash(kind).update(content).digest("hex");
  return { md5: hash("md5"), sha1: hash("sha1"), sha256: hash("sha256") };
}

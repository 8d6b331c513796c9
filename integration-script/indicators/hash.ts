/** Hashes of files: from their own fields, and from Sysmon's `MD5=…,SHA256=…,IMPHASH=…`. */
import { type HashKind, hashKinds, type Reading, single } from "./indicator.ts";

const hexLengths: Readonly<Record<HashKind, number>> = {
  md5: 32,
  sha1: 40,
  sha224: 56,
  sha256: 64,
  sha384: 96,
  sha512: 128,
  imphash: 32,
  authentihash: 64,
};

const kindsByLength = new Map<number, HashKind>([
  [32, "md5"],
  [40, "sha1"],
  [56, "sha224"],
  [64, "sha256"],
  [96, "sha384"],
  [128, "sha512"],
]);

/** Hashes of the empty file: every system has thousands of those. */
const emptyFile = new Set([
  "d41d8cd98f00b204e9800998ecf8427e",
  "da39a3ee5e6b4b0d3255bfef95601890afd80709",
  "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f",
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b",
  "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
]);

const hexText = /^[0-9a-f]+$/;

/** Fingerprints of certificates are written `AB:CD:…` at times. */
const withoutColons = (text: string): string =>
  /^[0-9a-f]{2}(?::[0-9a-f]{2})+$/i.test(text) ? text.replaceAll(":", "") : text;

/** The kind that a hexadecimal text of this length has. */
export const hashKindOf = (text: string): HashKind | undefined => {
  const hash = withoutColons(text).toLowerCase();
  return hexText.test(hash) ? kindsByLength.get(hash.length) : undefined;
};

export const readHash = (kind: HashKind, text: string): Reading => {
  const hash = withoutColons(text).toLowerCase();
  if (hash.length !== hexLengths[kind] || !hexText.test(hash)) {
    return { reason: `not a hash of the kind ${kind}` };
  }
  if (/^(.)\1+$/.test(hash)) {
    return { reason: "a hash that was not computed" };
  }
  return emptyFile.has(hash) ? { reason: "the hash of an empty file" } : single(hash);
};

const isHashKind = (name: string): name is HashKind => (hashKinds as readonly string[]).includes(name);

/** The hashes of Sysmon's field `hashes`: pairs of kind and hash; kinds that are no one's are left out. */
export const splitSysmonHashes = (text: string): { kind: HashKind; hash: string }[] =>
  text.split(/[,;\s]+/).flatMap((pair) => {
    const [name = "", hash = ""] = pair.split("=");
    const kind = name.toLowerCase().replace("-", "");
    return isHashKind(kind) && hash !== "" ? [{ kind, hash }] : [];
  });

/** Trend Micro's locality sensitive hash: 70 hexadecimal digits, after `T1` in newer versions. */
export const readTlsh = (text: string): Reading => {
  const hash = text.toUpperCase();
  return /^(?:T1)?[0-9A-F]{70}$/.test(hash) ? single(hash) : { reason: "not a hash of the kind tlsh" };
};

/** A context triggered piecewise hash: block size and two texts of base64, in which capitals matter. */
export const readSsdeep = (text: string): Reading =>
  /^\d{1,10}:[A-Za-z0-9+/]{1,64}:[A-Za-z0-9+/]{1,64}$/.test(text)
    ? single(text)
    : { reason: "not a hash of the kind ssdeep" };

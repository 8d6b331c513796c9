import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import { compressIpv6 } from "./ip-address.ts";
import { isComposite } from "./types.ts";

/** A value as it is stored, in its halves; the second is empty unless the type is a composite. */
export interface StoredValue {
  readonly value1: string;
  readonly value2: string;
}

/** Length in hexadecimal characters. */
const hashLengths: Readonly<Record<string, number>> = {
  md5: 32,
  imphash: 32,
  "ja3-fingerprint-md5": 32,
  "hassh-md5": 32,
  "hasshserver-md5": 32,
  "x509-fingerprint-md5": 32,
  sha1: 40,
  "x509-fingerprint-sha1": 40,
  "git-commit-id": 40,
  pehash: 40,
  sha224: 56,
  "sha512/224": 56,
  "sha3-224": 56,
  "jarm-fingerprint": 62,
  sha256: 64,
  authentihash: 64,
  "sha512/256": 64,
  "sha3-256": 64,
  "x509-fingerprint-sha256": 64,
  sha384: 96,
  "sha3-384": 96,
  sha512: 128,
  "sha3-512": 128,
};

/** Brings a value into the form in which MISP stores it: hashes and names in lower case, `[.]` undone, IPv6 short. */
export function normalise(type: string, value: string): string {
  const trimmed = refanged(type, value.trim());
  const bar = trimmed.indexOf("|");
  const [head, tail] = bar === -1 ? [trimmed, ""] : [trimmed.slice(0, bar), trimmed.slice(bar + 1)];
  switch (type) {
    case "domain":
    case "hostname":
    case "onion-address":
      return domain(trimmed);
    case "domain|ip":
      return bar === -1 ? trimmed : `${domain(head)}|${compressIpv6(tail)}`;
    case "hostname|port":
      return trimmed.toLowerCase().replaceAll(":", "|");
    case "ip-src":
    case "ip-dst":
      return address(trimmed);
    case "ip-src|port":
    case "ip-dst|port":
      return addressAndPort(trimmed);
    case "email":
    case "email-src":
    case "email-dst":
      return trimmed.toLowerCase();
    case "http-method":
    case "hex":
      return trimmed.toUpperCase();
    case "vulnerability":
    case "weakness":
      return trimmed.replaceAll("–", "-").toUpperCase();
    default:
      return hashes(type, trimmed, head, tail);
  }
}

/** What is wrong with a normalised value, in MISP's words; undefined when nothing is. */
export function complaintAbout(type: string, value: string): string | undefined {
  if (value === "") {
    return "Value not set.";
  }
  if (isComposite(type) && value.split("|").length !== 2) {
    return `Composite type, but value not composite.`;
  }
  const [head = "", tail = ""] = value.split("|");
  const hash = type.startsWith("filename|") ? type.slice("filename|".length) : type;
  const length = hashLengths[hash];
  if (length !== undefined) {
    const text = type === hash ? value : tail;
    return new RegExp(`^[0-9a-f]{${length}}$`).test(text)
      ? undefined
      : `Checksum has an invalid length or format (expected: ${type === hash ? "" : "filename|"}${length} hexadecimal characters). Please double check the value or select type "other".`;
  }
  switch (type) {
    case "ip-src":
    case "ip-dst":
      return isIP(value.split("/")[0] ?? "") === 0 ? "IP address has an invalid format." : undefined;
    case "ip-src|port":
    case "ip-dst|port":
      return isIP(head) === 0 ? "IP address has an invalid format." : portComplaint(tail);
    case "port":
      return portComplaint(value);
    case "domain|ip":
      return isDomain(head)
        ? isIP(tail) === 0
          ? "IP address has an invalid format."
          : undefined
        : "Domain name has an invalid format.";
    case "domain":
    case "hostname":
      return isDomain(value)
        ? undefined
        : `${type === "domain" ? "Domain" : "Hostname"} has an invalid format. Please double check the value or select type "other".`;
    default:
      return undefined;
  }
}

/** Cuts a composite at its first `|`. */
export function halves(type: string, value: string): StoredValue {
  const bar = isComposite(type) ? value.indexOf("|") : -1;
  return bar === -1
    ? { value1: value, value2: "" }
    : { value1: value.slice(0, bar), value2: value.slice(bar + 1) };
}

/** The value as answers show it. */
export function joined(type: string, { value1, value2 }: StoredValue): string {
  return isComposite(type) && value2 !== "" ? `${value1}|${value2}` : value1;
}

function refanged(type: string, value: string): string {
  if (!/^(?:domain|hostname|ip-|url|uri|link|email)/.test(type)) {
    return value;
  }
  return value.replace(/^hxxp/i, "http").replaceAll("[.]", ".").replaceAll("[:]", ":").replaceAll("[@]", "@");
}

function domain(text: string): string {
  const lower = text.toLowerCase().replace(/\.$/, "");
  // eslint-disable-next-line no-control-regex -- everything beyond ASCII
  return /[^\u0000-\u007f]/.test(lower) ? domainToASCII(lower) || lower : lower;
}

function address(text: string): string {
  const [ip = "", length] = text.split("/");
  const host = isIP(ip) === 4 ? 32 : 128;
  const short = compressIpv6(ip.toLowerCase());
  return length === undefined || Number(length) === host ? short : `${short}/${length}`;
}

function addressAndPort(text: string): string {
  const bracketed = /^\[(.+)\]:(\d+)$/.exec(text);
  const separated = bracketed ?? /^([^|]+)\|(\d+)$/.exec(text) ?? /^([^:]+):(\d+)$/.exec(text);
  return separated === null ? text : `${compressIpv6(separated[1] ?? "")}|${separated[2] ?? ""}`;
}

function hashes(type: string, whole: string, head: string, tail: string): string {
  if (hashLengths[type] !== undefined || /^(?:tlsh|telfhash|vhash|cdhash|impfuzzy)$/.test(type)) {
    return type.startsWith("x509") ? whole.replaceAll(":", "").toLowerCase() : whole.toLowerCase();
  }
  return type.startsWith("filename|") && whole.includes("|") && type !== "filename|ssdeep"
    ? `${head}|${tail.toLowerCase()}`
    : whole;
}

function isDomain(text: string): boolean {
  return /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)+$/i.test(
    text,
  );
}

function portComplaint(text: string): string | undefined {
  return /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535
    ? undefined
    : "Port numbers have to be integers between 1 and 65535.";
}

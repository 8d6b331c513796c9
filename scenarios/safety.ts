import { BlockList, isIPv4, isIPv6 } from "node:net";
import tlds from "tlds" with { type: "json" };

/**
 * Keeps scenarios inside the lab: an address in one is private or reserved for documentation, and a name is reserved or
 * the one harmless domain of the report that this lab began with, which is only ever a name in an event or asked of the
 * lab's own sinkhole.
 */

const allowedAddresses = new BlockList();
for (const [network, bits] of [
  ["192.0.2.0", 24], // documentation (RFC 5737)
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["10.0.0.0", 8], // private (RFC 1918)
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["127.0.0.0", 8], // the endpoint itself
  ["0.0.0.0", 32],
] as const) {
  allowedAddresses.addSubnet(network, bits, "ipv4");
}
for (const [network, bits] of [
  ["2001:db8::", 32], // documentation (RFC 3849, RFC 9637)
  ["3fff::", 20],
  ["fc00::", 7], // unique local
  ["fe80::", 10], // link-local
  ["::1", 128],
  ["::", 128],
] as const) {
  allowedAddresses.addSubnet(network, bits, "ipv6");
}

/** Top-level domains and domains that are never given out: RFC 2606, RFC 6761, RFC 8375, ICANN's `.internal`. */
const reservedNames =
  /(?:^|\.)(?:example|test|invalid|localhost|local|internal|home\.arpa|in-addr\.arpa|ip6\.arpa|example\.(?:com|net|org))$/;

/** The domain of the report that this lab began with. */
const harmlessName = "iabg.de";

const topLevel: ReadonlySet<string> = new Set(tlds);

/** Endings of files that are top-level domains as well; `setup.sh` is a file, `get.setup.sh` is none. */
const fileEndings = new Set(["bat", "cab", "js", "md", "mov", "pl", "ps", "py", "rs", "sh", "so", "zip"]);

/** What a scenario may name in place of whatever it named. */
const advice =
  "use 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24, 2001:db8::/32, or a name below .example or .test";

/** Why an address may not be in a scenario, or undefined when it may. */
export function addressProblem(address: string): string | undefined {
  const family = isIPv4(address) ? "ipv4" : isIPv6(address) ? "ipv6" : undefined;
  if (family === undefined) {
    return `${address} is not an address`;
  }
  return allowedAddresses.check(address, family)
    ? undefined
    : `${address} is an address outside the lab: ${advice}`;
}

/** Why the name of a host may not be in a scenario, or undefined when it may. */
export function nameProblem(name: string): string | undefined {
  const plain = name.toLowerCase().replace(/\.$/, "");
  if (!/^(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/.test(plain)) {
    return `${name} is not the name of a host in ASCII`;
  }
  return plain === harmlessName || reservedNames.test(plain)
    ? undefined
    : `${name} is a name outside the lab: ${advice}`;
}

/** A host as URLs and fields have it: an address or a name. */
export function hostProblem(host: string): string | undefined {
  const bare = host.replace(/^\[(.*)\]$/, "$1");
  return isIPv4(bare) || isIPv6(bare) ? addressProblem(bare) : nameProblem(bare);
}

/** Everything in a text that would lead outside the lab, each as a sentence; nothing for a harmless text. */
export function problemsIn(text: string): string[] {
  const problems = new Set<string>();
  for (const part of [text, ...decodedCommands(text)]) {
    const hosts = [...part.matchAll(/\b[a-z][a-z0-9+.-]{1,9}:\/\/([^\s/"'<>|`\\?#]+)/gi)].map(
      ([, authority = ""]) => authority.replace(/^.*@/, "").replace(/:\d+$/, ""),
    );
    const found = [
      ...hosts.map(hostProblem),
      ...(part.match(/(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g) ?? []).filter(isIPv4).map(addressProblem),
      ...(part.match(/[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*/gi) ?? [])
        // A sentence's point or colon is no part of it.
        .flatMap((word) => [word, word.replace(/[.:]+$/, "")])
        .filter(isIPv6)
        .map(addressProblem),
      ...(part.match(/[\p{L}\p{N}_-]+(?:[.。．｡][\p{L}\p{N}_-]+)+/gu) ?? []).filter(isName).map(nameProblem),
    ];
    found.filter((problem) => problem !== undefined).forEach((problem) => problems.add(problem));
  }
  return [...problems];
}

/** Whether a word is the name of a host, as far as that can be told: its top-level domain is one. */
function isName(word: string): boolean {
  const labels = word.toLowerCase().split(/[.。．｡]/);
  const top = labels.at(-1)!;
  return (topLevel.has(top) || top.startsWith("xn--")) && (labels.length > 2 || !fileEndings.has(top));
}

/** What PowerShell's `-EncodedCommand` was given: UTF-16 in base64. */
function decodedCommands(text: string): string[] {
  return [...text.matchAll(/\s[-/]e[a-z]*\s+["']?([A-Za-z0-9+/]{16,}={0,2})/gi)].map(([, base64 = ""]) =>
    Buffer.from(base64, "base64").toString("utf16le"),
  );
}

/** Names of hosts and domains. */
import type { Reading } from "./indicator.ts";

const label = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
const topLabel = /^(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/** Names below these never leave a site: multicast DNS, home networks, and the tree of reverse lookups. */
const privateTops = new Set([
  "arpa",
  "internal",
  "intranet",
  "lan",
  "local",
  "localdomain",
  "localhost",
  "invalid",
]);

const isAscii = (text: string): boolean => /^[\x21-\x7e]+$/.test(text);

/** The name in the ASCII form that MISP stores (`xn--…`), or nothing where it cannot be a name. */
const toAscii = (text: string): string | undefined => {
  if (isAscii(text)) {
    return text.toLowerCase();
  }
  if (/[\s/\\?#@:%<>^|[\]]/.test(text)) {
    return undefined;
  }
  return URL.canParse(`http://${text}/`) ? new URL(`http://${text}/`).hostname : undefined;
};

/**
 * Reads the name of a host: lower case, ASCII, without the root's dot. It needs two labels and a top one that can be a
 * top-level domain, so `WORKSTATION7`, `readme.1` and addresses are none.
 */
export const readDomain = (text: string, reservedToo = false): Reading => {
  if (text.length > 255) {
    return { reason: "longer than a name may be" };
  }
  const name = toAscii(text)?.replace(/\.$/, "");
  if (name === undefined || name.length > 253) {
    return { reason: "not the name of a host" };
  }
  const labels = name.split(".");
  if (!labels.every((part) => label.test(part))) {
    return { reason: "not the name of a host" };
  }
  const top = labels.at(-1)!;
  if (labels.length < 2) {
    return { reason: "a name without a domain" };
  }
  if (!topLabel.test(top)) {
    return { reason: "not the name of a host" };
  }
  if (privateTops.has(top) && !(reservedToo && top !== "arpa")) {
    return { reason: top === "arpa" ? "a reverse lookup" : `names below .${top} are private` };
  }
  return { value: name, spellings: [name] };
};

/** The domains above a name, down to two labels: `b.evil.com`, `evil.com` for `a.b.evil.com`. */
export const parentsOf = (name: string): string[] => {
  const labels = name.split(".");
  return labels.slice(1, -1).map((_, index) => labels.slice(index + 1).join("."));
};

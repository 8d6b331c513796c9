/** Addresses of the web. */
import type { Reading } from "./indicator.ts";

const longest = 2000;
const scheme = /^(?:https?|ftp|ftps|sftp|ws|wss|tcp|udp):\/\/[^/]/i;

const unique = (values: readonly string[]): string[] => [...new Set(values)];

/** What MISP may hold: the address as it was typed, in order, without its fragment, and without its query. */
const spellingsOf = (typed: string, url: URL): string[] => {
  const plain = url.href.slice(0, url.href.length - url.hash.length);
  const withoutQuery = plain.slice(0, plain.length - url.search.length);
  const bare =
    (url.pathname === "/" || url.pathname === "") && url.search === ""
      ? [withoutQuery.replace(/\/$/, "")]
      : [];
  return unique([plain, typed, withoutQuery, ...bare]);
};

/** Host of an address, without the brackets of IPv6. */
export const hostOf = (url: string): string => new URL(url).hostname.replace(/^\[|\]$/g, "");

/** Port that an address names, or that its scheme has. */
export const portOf = (url: string): string => {
  const { port, protocol } = new URL(url);
  return port !== ""
    ? port
    : (({ "http:": "80", "https:": "443", "ftp:": "21" } as Record<string, string>)[protocol] ?? "");
};

/** Reads an address with its scheme: host in lower case and ASCII, without the scheme's own port, without fragment. */
export const readUrl = (text: string): Reading => {
  const typed = text.trim();
  if (typed.length > longest) {
    return { reason: `longer than ${longest} characters` };
  }
  if (!scheme.test(typed) || !URL.canParse(typed)) {
    return { reason: "not a whole address of the web" };
  }
  const url = new URL(typed);
  if (url.hostname === "") {
    return { reason: "not a whole address of the web" };
  }
  const [value, ...others] = spellingsOf(typed, url);
  return { value: value!, spellings: [value!, ...others] };
};

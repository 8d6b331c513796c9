import { isIPv6 } from "node:net";

/** Writes an IPv6 address in its short form, as it is stored and looked up; anything else stays as it is. */
export function compressIpv6(text: string): string {
  if (!isIPv6(text) || text.includes("%")) {
    return text;
  }
  const mapped = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const host = new URL(`http://[${text}]/`).hostname.slice(1, -1);
  return mapped?.[2] !== undefined && /^::ffff:/i.test(text) ? `::ffff:${mapped[2]}` : host;
}

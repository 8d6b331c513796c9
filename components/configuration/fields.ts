import { z } from "zod";

/*
 * Kinds of values that several settings have. A message ends the sentence "…; it must be", so that each error says what is
 * allowed; one that begins with a capital letter is a sentence of its own.
 */

/** Yes or no. */
export const flag = () => z.boolean();

/** A whole number within bounds. */
export const count = (minimum: number, maximum: number) => z.number().int().min(minimum).max(maximum);

/** One line of text without control characters. */
export const line = () =>
  // eslint-disable-next-line no-control-regex
  z.string().regex(/^[^\u0000-\u001f\u007f]+$/, { error: "one line of text without control characters" });

/** Name or address of a host. */
export const host = () =>
  z.string().regex(/^[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?$/, {
    error: "the name or address of a host, such as siem.example.org",
  });

/** A port of TCP. */
export const port = () => count(1, 65_535);

/** Base address of a server; what is joined to it begins with a slash, so it has none behind. */
export const baseUrl = () =>
  z.string().refine(isBaseUrl, {
    error: "an address with https:// or http://, without a user, a query or a slash behind",
  });

function isBaseUrl(text: string): boolean {
  if (!URL.canParse(text) || text.endsWith("/")) {
    return false;
  }
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && username + password + search + hash === "";
}

/** Certificates of authorities, PEM. */
export const authorities = () =>
  z.string().regex(/^\s*(-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*)+$/, {
    error: "one or more certificates as PEM, from -----BEGIN CERTIFICATE----- on",
  });

/** An amount of bytes as Fluent Bit writes it, such as `256k`, within bounds. */
export const bytes = (minimum: string, maximum = "1G") =>
  z
    .string()
    .regex(/^\d+[kMG]$/, { error: "a whole number of k, M or G, such as 256k" })
    .refine((text) => bytesOf(text) >= bytesOf(minimum), { error: `at least ${minimum}` })
    .refine((text) => bytesOf(text) <= bytesOf(maximum), { error: `at most ${maximum}` });

const units: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, G: 1e9 };

/** Bytes of `256k` and the like; Fluent Bit's units are powers of ten. */
export function bytesOf(text: string): number {
  return Number.parseInt(text, 10) * units[text.at(-1)!]!;
}

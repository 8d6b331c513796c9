export const hashKinds = [
  "md5",
  "sha1",
  "sha224",
  "sha256",
  "sha384",
  "sha512",
  "imphash",
  "authentihash",
] as const;
export type HashKind = (typeof hashKinds)[number];

export type IndicatorKind =
  HashKind | "tlsh" | "ssdeep" | "ja3" | "ip" | "domain" | "url" | "email" | "filename" | "regkey";

/** A value of an alert that MISP may know. */
export interface Indicator {
  readonly kind: IndicatorKind;
  /** The value, normalised. */
  readonly value: string;
  /** Path in the alert where it stood. */
  readonly field: string;
  /** Every spelling that MISP may hold it in; these are asked for. */
  readonly spellings: readonly string[];
  /** Port that was used with the address. */
  readonly port?: string | undefined;
}

/** A value that was found and will not be asked for, and why. */
export interface Ignored {
  readonly value: string;
  readonly field: string;
  readonly reason: string;
}

/** What a normaliser makes of a text: a value with its spellings, or the reason why it cannot be an indicator. */
export type Reading =
  { readonly value: string; readonly spellings: readonly string[] } | { readonly reason: string };

export const isReading = (reading: Reading): reading is Extract<Reading, { value: string }> =>
  "value" in reading;

/** A value that is spelt in one way only. */
export const single = (value: string): Reading => ({ value, spellings: [value] });

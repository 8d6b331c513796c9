/**
 * Wazuh works on bytes, not on characters: it cuts at byte counts and passes invalid UTF-8 through. This library does
 * the same with ordinary strings of which each character stands for one byte (Latin-1). Text comes in with `toBytes`
 * and goes out with `toText`, or as a buffer with the encoding `latin1`.
 */

/** The bytes of a text in UTF-8, one character a byte. */
export const toBytes = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

/** The text that bytes hold in UTF-8; what is not valid UTF-8 becomes U+FFFD. */
export const toText = (bytes: string): string => Buffer.from(bytes, "latin1").toString("utf8");

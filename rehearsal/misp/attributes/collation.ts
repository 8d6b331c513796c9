/**
 * Folds a text as MySQL's collation utf8mb3_unicode_ci compares it, so that equal folds mean equal values: case,
 * accents and width make no difference, characters that it ignores (NUL, zero-width ones) are as if they were not
 * there, and so are blanks at the end.
 */
export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(ignored, "")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replace(/ +$/, "");
}

// eslint-disable-next-line no-control-regex -- control characters are among what the collation ignores
const ignored = /\p{M}|[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2060\ufeff]/gu;

/** The number that MySQL takes a text for when it compares it with one. */
export function numberOf(text: string): number {
  return Number(/^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/i.exec(text)?.[0] ?? 0);
}

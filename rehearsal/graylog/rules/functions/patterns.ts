/**
 * A Java pattern as a JavaScript one: flags at its start such as `(?i)`, possessive quantifiers and `\A` and `\z`
 * are translated.
 * @throws {Error} for a pattern that cannot be read
 */
export function patternOf(source: string): RegExp {
  const flags = /^(\^?(?:\(\?:)?)\(\?([imsx]+)\)/.exec(source);
  const body = flags === null ? source : `${flags[1] ?? ""}${source.slice(flags[0].length)}`;
  const translated = body
    .replaceAll(/([*+?}])\+/g, "$1")
    .replaceAll(String.raw`\A`, "^")
    .replaceAll(/\\[zZ]/g, "$$")
    .replaceAll(String.raw`\h`, String.raw`[ \t]`);
  return new RegExp(translated, (flags?.[2] ?? "").replaceAll("x", ""));
}

/** Indicators within free text. */

const urlText = /\b(?:https?|ftp):\/\/[^\s"'<>|`^\\{}\u0000-\u0020]+/gi; // eslint-disable-line no-control-regex -- none belongs to a URL

/** Whole addresses of the web in a text; what a sentence or a script puts after them is cut. */
export const urlsIn = (text: string): string[] =>
  (text.match(urlText) ?? []).map((url) => url.replace(/[),.;:!?\]]+$/, ""));

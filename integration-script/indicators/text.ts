/** Indicators within free text: URLs alone, which need no option. */

// eslint-disable-next-line no-control-regex -- none of these belongs to a URL
const urlText = /\b(?:https?|ftp):\/\/[^\s"'<>|`^\\{}\u0000-\u0020]+/gi;

/** What a sentence or a script puts after a URL. */
const trailing = /[),.;:!?\]]+$/;

/** Whole addresses of the web in a text. */
export const urlsIn = (text: string): string[] =>
  (text.match(urlText) ?? []).map((url) => url.replace(trailing, ""));

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

/** A text as it was before it was put into XML: Sysmon for Linux's values come with their entities. */
export const withoutEntities = (text: string): string =>
  text.replace(/&(?:(lt|gt|quot|apos|amp)|#(\d{1,3}));/g, (_, name: string | undefined, code: string) =>
    name === undefined ? String.fromCharCode(Number(code)) : entities[name]!,
  );

import { readFileSync } from "node:fs";
import { extname } from "node:path";
import Handlebars from "handlebars";

/** Where the templates are: one folder a system, each file named as it is on the target, with `.hbs` behind. */
export const templatesFolder = new URL("../templates/", import.meta.url);

/** A value cannot be written into a file of this format without changing its meaning. */
export class TemplateError extends Error {}

/**
 * Renders a template of the folder `templates/`. What a value may do is decided by the file's format, which its name
 * tells: in HTML, Markdown, XML, YAML and shell scripts it is escaped; in line-based configuration a value that would end the line
 * is refused.
 *
 * @param path such as `wazuh-manager/etc/ossec.conf`; the file has `.hbs` behind it
 * @throws {TemplateError} when a value cannot stand in this format, or the template names one that was not given
 */
export function render(path: string, values: Readonly<Record<string, unknown>>): string {
  const source = readFileSync(new URL(`${path}.hbs`, templatesFolder), "utf8");
  const engine = Handlebars.create();
  engine.Utils.escapeExpression = (value: unknown) => escaperOf(path)(text(value));
  try {
    return engine.compile(source, { strict: true, knownHelpersOnly: false })(values);
  } catch (error) {
    throw new TemplateError(`templates/${path}.hbs: ${(error as Error).message}`, { cause: error });
  }
}

/** The text of a file in `templates/` that is used as it is. */
export function readTemplate(path: string): string {
  return readFileSync(new URL(path, templatesFolder), "utf8");
}

function text(value: unknown): string {
  if (typeof value === "string") {
    return value;
  }
  if (typeof value === "number" || typeof value === "boolean") {
    return String(value);
  }
  throw new TemplateError(
    `a value is ${value === null ? "null" : typeof value}; it must be text, a number or a boolean`,
  );
}

function escaperOf(path: string): (value: string) => string {
  if (/^wazuh-.*\.(conf|xml)$/.test(path)) {
    return refuseWazuhMarkup;
  }
  if (path.startsWith("fluent-bit/")) {
    return refuseFluentBitMarkup;
  }
  switch (extname(path)) {
    case ".html":
      return escapeHtml;
    case ".md":
      return escapeMarkdown;
    case ".xml":
      return escapeXml;
    case ".json":
    case ".yaml":
    case ".yml":
      return escapeQuoted;
    case ".sh":
      return escapeShellQuoted;
    default:
      return refuseLineBreaks;
  }
}

/**
 * Wazuh's own XML reader knows no entities: `&quot;` stays as it is, and `<` can only stand behind a backslash that stays
 * too (src/shared/os_xml/os_xml.c). Its API reads the same files with a real XML parser, which wants `&` escaped. So a
 * value with `<` or `&` has no spelling that both read, and is refused; JSON can write them as `\u003c` and `\u0026`.
 */
function refuseWazuhMarkup(value: string): string {
  if (/[<&]/.test(value)) {
    throw new TemplateError(`${JSON.stringify(value)} has < or &, which Wazuh's configuration cannot hold`);
  }
  return refuseLineBreaks(value);
}

/**
 * Fluent Bit takes the blanks around a value away and puts environment variables in for `${…}`: what has them comes out as
 * something else. An empty value keeps it from starting.
 */
function refuseFluentBitMarkup(value: string): string {
  if (value === "" || value.trim() !== value || value.includes("${")) {
    throw new TemplateError(
      `${JSON.stringify(value)} is empty, has blanks around it or has \${, which Fluent Bit would change`,
    );
  }
  return refuseLineBreaks(value);
}

const xmlEntities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

function escapeXml(value: string): string {
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(value)) {
    throw new TemplateError(`${JSON.stringify(value)} has a control character, which XML cannot hold`);
  }
  return value.replace(/[&<>"']/g, (character) => xmlEntities[character]!);
}

/** Characters that a page does not show, or that turn the direction of what stands around them. */
const unseen =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/**
 * For text and for a place between quotes. A character that would not be seen, or would show others in another order than
 * they have, is shown by its number: the reader of a host name or a file name has to see what is there.
 */
function escapeHtml(value: string): string {
  return showUnseen(value).replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** For a place within a line. What could begin markup or HTML stands behind a backslash. */
function escapeMarkdown(value: string): string {
  return showUnseen(refuseLineBreaks(value)).replace(/[\\`*_{}[\]<>#|~!&]/g, String.raw`\$&`);
}

function showUnseen(value: string): string {
  return value
    .toWellFormed()
    .replace(
      unseen,
      (character) => `[U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}]`,
    );
}

/** For a place between double quotes, which mean the same in YAML as in JSON. */
function escapeQuoted(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

/** For a place between single quotes, in which a POSIX shell takes every character but a single quote as it is. */
function escapeShellQuoted(value: string): string {
  return refuseLineBreaks(value).replaceAll("'", String.raw`'\''`);
}

function refuseLineBreaks(value: string): string {
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(value)) {
    throw new TemplateError(
      `${JSON.stringify(value)} has a line break or control character, which would end its line`,
    );
  }
  return value;
}

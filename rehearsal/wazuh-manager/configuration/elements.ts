import type { XmlElement } from "../../../analysis/xml.ts";

/** A part of etc/ossec.conf that Wazuh refuses: its own words, and the line, which Wazuh does not tell. */
export class ConfigurationError extends Error {
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.name = "ConfigurationError";
    this.line = line;
  }
}

/** Refuses a child that the section does not know. */
export function checkChildren(section: XmlElement, known: ReadonlySet<string>): void {
  const unknown = section.children.find((child) => !known.has(child.name));
  if (unknown) {
    throw new ConfigurationError(
      `(1230): Invalid element in the configuration: '${unknown.name}'.`,
      unknown.line,
    );
  }
}

const invalid = ({ name, content, line }: XmlElement): never => {
  throw new ConfigurationError(`(1235): Invalid value for element '${name}': ${content}.`, line);
};

/** The content of an element that holds one of some words. */
export function oneOf<Word extends string>(element: XmlElement, words: readonly Word[]): Word {
  return words.find((word) => word === element.content) ?? invalid(element);
}

/** The content of an element that holds a whole number. */
export const isNumber = (element: XmlElement): number =>
  /^\d+$/.test(element.content) ? Number(element.content) : invalid(element);

const seconds = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

/** The content of an element that holds a time: in seconds, or with the unit s, m, h, d or w behind it. @returns milliseconds */
export function span(element: XmlElement): number {
  const [, digits = invalid(element), unit = "s"] = /^(\d+)([smhdw])?$/.exec(element.content) ?? [];
  return Number(digits) * seconds[unit as keyof typeof seconds] * 1000;
}

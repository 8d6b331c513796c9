import { Refusal } from "./refusal.ts";

/** One `Key value` line. Keys are compared without regard to case; the value is as it was written. */
export interface Entry {
  readonly key: string;
  readonly value: string;
}

/** One `[SECTION]`, its name in lower case, with its lines in order; a key may come more than once. */
export interface Section {
  readonly name: string;
  readonly entries: Entry[];
}

/** What one file says, in order: sections, files to include, and `@SET` and other meta lines. */
export type Item =
  | { readonly kind: "section"; readonly section: Section }
  | { readonly kind: "include"; readonly path: string }
  | { readonly kind: "meta"; readonly name: string; readonly value: string };

/**
 * Reads one file of the classic format:
 * https://docs.fluentbit.io/manual/administration/configuring-fluent-bit/classic-mode/format-schema
 * The first indented line sets the indentation of the whole file; each later one must begin with it.
 * @throws {Refusal} with the real one's message for a line that cannot be read
 */
export function parseClassicFormat(text: string, file: string): Item[] {
  const items: Item[] = [];
  let section: Section | undefined;
  let indentation: string | undefined;
  const lines = text.split("\n");
  for (const [index, raw] of lines.entries()) {
    const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    const wrong = (...messages: string[]): Refusal =>
      new Refusal(
        1,
        ...messages.slice(0, -1),
        `[config] error in ${file}:${index + 1}: ${messages.at(-1) ?? ""}`,
      );
    if (line === "" || line.startsWith("#")) {
      continue;
    }
    if (line.length > 9 && line.slice(0, 9).toUpperCase() === "@INCLUDE ") {
      items.push({ kind: "include", path: line.slice(9) });
      continue;
    }
    if (line.startsWith("@")) {
      items.push(meta(line, wrong));
      continue;
    }
    if (line.startsWith("[")) {
      const end = line.indexOf("]");
      if (end === -1) {
        throw wrong("bad header definition");
      }
      section = { name: line.slice(1, end).toLowerCase(), entries: [] };
      items.push({ kind: "section", section });
      continue;
    }
    if (indentation === undefined) {
      // The real one takes the first character as indentation, whatever it is, and the blanks after it.
      const blanks = /^.[ \t]*/.exec(line)?.[0] ?? "";
      indentation = blanks;
      if (blanks.length === line.length) {
        continue;
      }
    }
    const content = withoutIndentation(line, indentation, wrong);
    if (content === "" || content.startsWith("#")) {
      continue;
    }
    const entry = entryOf(content, wrong);
    if (content.startsWith("[")) {
      throw wrong("[rehearsal] groups of keys in a section are not supported by this stand-in");
    }
    if (section === undefined) {
      throw wrong("could not allocate key value pair");
    }
    section.entries.push(entry);
  }
  return items;
}

function meta(line: string, wrong: (...messages: string[]) => Refusal): Item {
  const match = /^@(\S+)\s+(.*)$/.exec(line);
  if (match?.[1] === undefined || match[2] === undefined) {
    throw wrong("bad meta command");
  }
  return { kind: "meta", name: match[1].toLowerCase(), value: match[2] };
}

function withoutIndentation(
  line: string,
  indentation: string,
  wrong: (...messages: string[]) => Refusal,
): string {
  if (!line.startsWith(indentation)) {
    let same = 0;
    while (line[same] === indentation[same]) {
      same += 1;
    }
    const next = line[same];
    throw wrong(
      next === " " || next === "\t"
        ? "[config] inconsistent use of tab and space"
        : "[config] indentation level is too low",
      "invalid indentation level",
    );
  }
  const content = line.slice(indentation.length);
  if (/^[ \t]+\S/.test(content)) {
    throw wrong("[config] extra indentation level found", "invalid indentation level");
  }
  return content.trim() === "" ? "" : content;
}

function entryOf(content: string, wrong: (...messages: string[]) => Refusal): Entry {
  const blank = content.indexOf(" ");
  if (blank === -1) {
    throw wrong("undefined value - check config is in valid classic format");
  }
  const value = content.slice(blank + 1);
  if (value === "") {
    throw wrong("key has an empty value");
  }
  return { key: content.slice(0, blank), value: value.trim() };
}

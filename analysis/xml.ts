/**
 * The dialect of XML that Wazuh reads (os_xml of Wazuh 4): several roots, no entities, no declaration, comments also as
 * `<! … !>`, a backslash before `<` makes it text, and only the text after an element's last child is its content.
 */

export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly content: string;
  readonly children: readonly XmlElement[];
  /** Line that the element's name ends on, from 1. */
  readonly line: number;
}

/** Text that Wazuh's reader refuses, with its message and the line. */
export class XmlError extends Error {
  readonly line: number;

  constructor(message: string, line: number) {
    super(`XMLERR: ${message}`);
    this.name = "XmlError";
    this.line = line;
  }
}

/** The longest name, content or attribute that Wazuh reads, in bytes. */
const maxSize = 20_480;
const maxDepth = 1024;

const isSpace = (character: string): boolean => /[\t-\r ]/.test(character);

/** Reads a whole text; throws XmlError where Wazuh's reader gives up. */
export function parseXml(text: string): XmlElement[] {
  return new Reader(text).roots();
}

class Reader {
  readonly #text: string;
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  roots(): XmlElement[] {
    const roots: XmlElement[] = [];
    for (let root = this.#element(0); root; root = this.#element(0)) {
      roots.push(root);
    }
    return roots;
  }

  #next(): string | undefined {
    const character = this.#text[this.#at];
    if (character === undefined) {
      return undefined;
    }
    this.#at++;
    if (character === "\n") {
      this.#line++;
    }
    return character;
  }

  #fail(message: string): never {
    throw new XmlError(message, this.#line);
  }

  /** Skips a comment that begins after the `<` just read, and says whether there was one. */
  #skipComment(): boolean {
    if (this.#text[this.#at] !== "!") {
      return false;
    }
    const rest = this.#text.slice(this.#at + 1);
    const end = /!>|-->/.exec(rest);
    if (!end) {
      this.#fail("Comment not closed.");
    }
    const skipped = 1 + end.index + end[0].length;
    this.#line += this.#text.slice(this.#at, this.#at + skipped).split("\n").length - 1;
    this.#at += skipped;
    return true;
  }

  /** Reads up to the next element and the element itself; undefined at the end of the text. */
  #element(depth: number): XmlElement | undefined {
    if (depth >= maxDepth) {
      this.#fail("Max recursion level reached");
    }
    if (!this.#findStart()) {
      return undefined;
    }
    if (this.#text[this.#at] === "/") {
      this.#fail("Element not opened.");
    }
    let name = "";
    let end = this.#next();
    while (end !== undefined && end !== ">" && !isSpace(end)) {
      name += end;
      end = this.#next();
    }
    if (end === undefined) {
      this.#fail("End of file and some elements were not closed.");
    }
    const attributes = new Map<string, string>();
    const line = this.#line;
    let closed = name.endsWith("/");
    if (closed) {
      name = name.slice(0, -1);
    }
    if (end !== ">") {
      closed = this.#attributes(attributes) || closed;
    }
    if (closed) {
      return { name, attributes, content: "", children: [], line };
    }
    const { content, children } = this.#inside(name, depth);
    return { name, attributes, content, children, line };
  }

  #findStart(): boolean {
    let escaped = false;
    for (let c = this.#next(); c !== undefined; c = this.#next()) {
      if (c === "<" && !this.#skipComment() && !escaped) {
        return true;
      }
      escaped = c === "\\" && !escaped;
    }
    return false;
  }

  /** Reads what stands between an element's tags, and its closing tag. */
  #inside(name: string, depth: number): { content: string; children: XmlElement[] } {
    const children: XmlElement[] = [];
    let content = "";
    let escaped = false;
    for (let c = this.#next(); c !== undefined; c = this.#next()) {
      if (c === "<") {
        if (this.#skipComment()) {
          continue;
        }
        if (!escaped) {
          if (this.#text[this.#at] === "/") {
            this.#closingTag(name);
            return { content, children };
          }
          this.#at--;
          const child = this.#element(depth + 1);
          if (child) {
            children.push(child);
          }
          content = "";
          continue;
        }
      }
      escaped = c === "\\" && !escaped;
      content += c;
      if (content.length > maxSize) {
        this.#fail("String overflow.");
      }
    }
    return this.#fail("End of file and some elements were not closed.");
  }

  #closingTag(name: string): void {
    const end = this.#text.indexOf(">", this.#at);
    if (end < 0) {
      this.#fail("End of file and some elements were not closed.");
    }
    const closing = this.#text.slice(this.#at + 1, end);
    this.#at = end + 1;
    if (closing !== name) {
      this.#fail(`Element '${name}' not closed.`);
    }
  }

  /** Reads attributes up to the end of the tag, and says whether the tag closed its element. */
  #attributes(into: Map<string, string>): boolean {
    let name = "";
    for (let c = this.#next(); c !== undefined; c = this.#next()) {
      if (c === "=") {
        if (into.has(name)) {
          this.#fail(`Attribute '${name}' already defined.`);
        }
        into.set(name, this.#attributeValue(name));
        const after = this.#next();
        if (after === ">") {
          return false;
        }
        if (after === "/") {
          return this.#endOfEmptyTag();
        }
        if (after === undefined || !isSpace(after)) {
          this.#fail(`Bad attribute closing for '${name}'='${into.get(name) ?? ""}'.`);
        }
        name = "";
      } else if (c === ">" || c === "/") {
        if (name) {
          this.#fail(`Attribute '${name}' has no value.`);
        }
        return c === "/" && this.#endOfEmptyTag();
      } else if (isSpace(c)) {
        if (name) {
          this.#fail(`Attribute '${name}' has no value.`);
        }
      } else {
        name += c;
      }
    }
    return this.#fail("End of file while reading an attribute.");
  }

  #endOfEmptyTag(): true {
    if (this.#text[this.#at] === ">") {
      this.#at++;
    }
    return true;
  }

  #attributeValue(name: string): string {
    let quote = this.#next();
    while (quote !== undefined && isSpace(quote)) {
      quote = this.#next();
    }
    if (quote !== '"' && quote !== "'") {
      this.#fail(`Attribute '${name}' not followed by a " or '.`);
    }
    const length = this.#text.slice(this.#at).search(quote === '"' ? /[">]/ : /['>]/);
    if (length < 0) {
      this.#fail("End of file while reading an attribute.");
    }
    const end = this.#at + length;
    if (this.#text[end] === ">") {
      this.#fail(`Attribute '${name}' not closed.`);
    }
    const value = this.#text.slice(this.#at, end);
    this.#line += value.split("\n").length - 1;
    this.#at = end + 1;
    return value;
  }
}

import { JsonObject, type JsonValue } from "./json.ts";

/** The value that a text of bytes begins with, and the index after it; undefined where it is not JSON. */
export function readJson(text: string): { value: JsonValue; end: number } | undefined {
  const reader = new Reader(text);
  const value = reader.value(0);
  return value === undefined ? undefined : { value, end: reader.at };
}

/** The value that a text of bytes begins with; undefined where it is not JSON. */
export const parseJson = (text: string): JsonValue | undefined => readJson(text)?.value;

const maxDepth = 1000;
const escapes: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

class Reader {
  readonly #text: string;
  at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  #skip(): void {
    while (this.#text.charCodeAt(this.at) <= 32) {
      this.at++;
    }
  }

  value(depth: number): JsonValue | undefined {
    this.#skip();
    const first = this.#text[this.at];
    if (first === '"') {
      return this.#string();
    }
    if (first === "{") {
      return depth < maxDepth ? this.#object(depth) : undefined;
    }
    if (first === "[") {
      return depth < maxDepth ? this.#array(depth) : undefined;
    }
    if (first !== undefined && /[-0-9]/.test(first)) {
      return this.#number();
    }
    for (const [word, value] of [
      ["null", null],
      ["true", true],
      ["false", false],
    ] as const) {
      if (this.#text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    return undefined;
  }

  #number(): number | undefined {
    const match = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(this.#text.slice(this.at, this.at + 63));
    if (!match) {
      return undefined;
    }
    this.at += match[0].length;
    return Number(match[0]);
  }

  #object(depth: number): JsonObject | undefined {
    const object = new JsonObject();
    this.at++;
    this.#skip();
    if (this.#text[this.at] === "}") {
      this.at++;
      return object;
    }
    for (;;) {
      this.#skip();
      const key = this.#text[this.at] === '"' ? this.#string() : undefined;
      this.#skip();
      if (key === undefined || this.#text[this.at] !== ":") {
        return undefined;
      }
      this.at++;
      const value = this.value(depth + 1);
      if (value === undefined) {
        return undefined;
      }
      object.add(key, value);
      this.#skip();
      const separator = this.#text[this.at++];
      if (separator === "}") {
        return object;
      }
      if (separator !== ",") {
        return undefined;
      }
    }
  }

  #array(depth: number): JsonValue[] | undefined {
    const array: JsonValue[] = [];
    this.at++;
    this.#skip();
    if (this.#text[this.at] === "]") {
      this.at++;
      return array;
    }
    for (;;) {
      const value = this.value(depth + 1);
      if (value === undefined) {
        return undefined;
      }
      array.push(value);
      this.#skip();
      const separator = this.#text[this.at++];
      if (separator === "]") {
        return array;
      }
      if (separator !== ",") {
        return undefined;
      }
    }
  }

  #string(): string | undefined {
    let text = "";
    let from = ++this.at;
    for (;;) {
      const c = this.#text[this.at];
      if (c === undefined) {
        return undefined;
      }
      if (c === '"') {
        text += this.#text.slice(from, this.at++);
        const nul = text.indexOf("\0");
        return nul < 0 ? text : text.slice(0, nul);
      }
      if (c === "\\") {
        text += this.#text.slice(from, this.at);
        const part = this.#escape();
        if (part === undefined) {
          return undefined;
        }
        text += part;
        from = this.at;
      } else {
        this.at++;
      }
    }
  }

  /** Reads the escape that begins at the backslash; a character beyond ASCII becomes its bytes in UTF-8. */
  #escape(): string | undefined {
    const name = this.#text[this.at + 1];
    if (name === '"' || name === "\\" || name === "/") {
      this.at += 2;
      return name;
    }
    if (name === "u") {
      return this.#unicode();
    }
    this.at += 2;
    return name === undefined ? undefined : escapes[name];
  }

  #unicode(): string | undefined {
    const pair = /^\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})/.exec(
      this.#text.slice(this.at, this.at + 12),
    );
    const single = /^\\u([0-9a-fA-F]{4})/.exec(this.#text.slice(this.at, this.at + 6));
    const codes = (pair ?? single)?.slice(1).map((hex) => parseInt(hex, 16));
    if (!codes || (!pair && codes[0]! >= 0xd800 && codes[0]! <= 0xdfff)) {
      return undefined;
    }
    this.at += pair ? 12 : 6;
    return Buffer.from(String.fromCharCode(...codes), "utf8").toString("latin1");
  }
}

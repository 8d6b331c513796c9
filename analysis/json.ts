/**
 * JSON as Wazuh's cJSON reads and writes it: the keys keep their order and may come twice, what follows the first value
 * is not looked at, control characters may stand in a string, and a NUL ends it.
 */

export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;

/** An object whose keys stand in the order that they came in. */
export class JsonObject {
  readonly entries: [key: string, value: JsonValue][] = [];

  /** The first value under a key. Like cJSON_GetObjectItem, it does not look at the case of ASCII letters. */
  get(key: string): JsonValue | undefined {
    return this.entries.find(([name]) => name.length === key.length && sameName(name, key))?.[1];
  }

  add(key: string, value: JsonValue): this {
    this.entries.push([key, value]);
    return this;
  }
}

const sameName = (one: string, other: string): boolean =>
  one === other || one.toLowerCase() === other.toLowerCase();

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

/** JSON in one line, as cJSON_PrintUnformatted writes it. */
export function printJson(value: JsonValue): string {
  if (typeof value === "string") {
    return JSON.stringify(value);
  }
  if (typeof value === "number") {
    return printNumber(value);
  }
  if (value === null || typeof value === "boolean") {
    return String(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(printJson).join(",")}]`;
  }
  return `{${value.entries.map(([key, item]) => `${JSON.stringify(key)}:${printJson(item)}`).join(",")}}`;
}

/** JSON as cJSON_Print writes it: arrays in one line, objects indented with tabs. */
export function printJsonFormatted(value: JsonValue, depth = 0): string {
  if (Array.isArray(value)) {
    return `[${value.map((item) => printJsonFormatted(item, depth + 1)).join(", ")}]`;
  }
  if (value instanceof JsonObject) {
    const indent = "\t".repeat(depth + 1);
    const lines = value.entries.map(
      ([key, item]) => `${indent}${JSON.stringify(key)}:\t${printJsonFormatted(item, depth + 1)}`,
    );
    return lines.length
      ? `{\n${lines.join(",\n")}\n${"\t".repeat(depth)}}`
      : "{\n" + "\t".repeat(depth) + "}";
  }
  return printJson(value);
}

/** Whether a number is one that cJSON holds as an int. */
export const isInt = (value: number): boolean =>
  Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31;

function printNumber(value: number): string {
  if (!Number.isFinite(value)) {
    return "null";
  }
  if (isInt(value)) {
    return String(value + 0);
  }
  const short = general(value, 15);
  return Number(short) === value ? short : general(value, 17);
}

/** A number as C's `%.<digits>g` prints it. */
function general(value: number, digits: number): string {
  const [mantissa, exponentText] = value.toExponential(digits - 1).split("e") as [string, string];
  const exponent = Number(exponentText);
  const trim = (text: string) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
  if (exponent < -4 || exponent >= digits) {
    const size = String(Math.abs(exponent)).padStart(2, "0");
    return `${trim(mantissa)}e${exponent < 0 ? "-" : "+"}${size}`;
  }
  return trim(value.toFixed(digits - 1 - exponent));
}

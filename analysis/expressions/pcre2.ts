import { toBytes } from "../bytes.ts";
import { PatternUnsupported, SyntaxRefused } from "./expression.ts";
import { literal } from "./letters.ts";

const space = "\\t\\n\\v\\f\\r ";

/** Escapes that mean the same in JavaScript, on bytes. */
const same = /^[dDwWbBtnrfv0]$/;

const posix: Readonly<Record<string, string>> = {
  alpha: "A-Za-z",
  digit: "0-9",
  alnum: "A-Za-z0-9",
  upper: "A-Z",
  lower: "a-z",
  space,
  punct: "!-/:-@[-`{-~",
  xdigit: "0-9A-Fa-f",
};

/**
 * Translates an expression of PCRE2, as Wazuh compiles it: on bytes, without flags. What JavaScript does not have
 * (possessive and atomic groups, recursion, conditions, `\K`, …) is refused by name.
 */
export function pcre2Source(pattern: string) {
  // With (*UTF) the pattern is text; on bytes that makes no difference to the literals that it may hold here.
  let rest = pattern.replace(/^\(\*UTF8?\)/, "");
  let flags = "";
  const leading = /^\(\?([a-z]+)\)/.exec(rest);
  if (leading) {
    flags = inlineFlags(leading[1]!);
    rest = rest.slice(leading[0].length);
  }
  const source = translate(rest, flags);
  try {
    new RegExp(source, flags);
  } catch (error) {
    throw new SyntaxRefused((error as Error).message, { cause: error });
  }
  return { source, flags, negate: false };
}

function inlineFlags(letters: string): string {
  const unknown = letters.replace(/[ims]/g, "");
  if (unknown) {
    throw new PatternUnsupported(`the option (?${unknown})`);
  }
  return Array.from(new Set(letters)).join("");
}

function translate(pattern: string, flags: string): string {
  let source = "";
  let i = 0;
  while (i < pattern.length) {
    const rest = pattern.slice(i);
    const [taken, part] = oneItem(rest, flags);
    source += part;
    i += taken;
  }
  return source;
}

/** Translates the item that a pattern begins with: how many characters it took, and what they become. */
function oneItem(rest: string, flags: string): [number, string] {
  const first = rest[0]!;
  switch (first) {
    case "\\":
      return escape(rest);
    case "[":
      return characterClass(rest);
    case "(":
      return opening(rest);
    case ".":
      return [1, flags.includes("s") ? "[^]" : "[^\\n]"];
    case "$":
      return [1, flags.includes("m") ? "(?=\\n|$(?![^]))" : "(?=\\n?$)"];
    case "*":
    case "+":
    case "?":
      if (rest[1] === "+") {
        throw new PatternUnsupported(`the possessive quantifier ${first}+`);
      }
      return [1, first];
    case "}":
      if (rest[1] === "+") {
        throw new PatternUnsupported("the possessive quantifier }+");
      }
      return [1, first];
    default:
      if (first > "\x7f" && flags.includes("i")) {
        throw new PatternUnsupported("text that is not ASCII, under (?i)");
      }
      return [1, first];
  }
}

function opening(rest: string): [number, string] {
  const named = /^\(\?P?<([A-Za-z_]\w*)>|^\(\?'([A-Za-z_]\w*)'/.exec(rest);
  if (named) {
    return [named[0].length, "("];
  }
  const known = /^\((?:\?(?::|=|!|<=|<!|[imsn-]*:))?(?![?*])/.exec(rest);
  if (!known) {
    throw new PatternUnsupported(rest.slice(0, 4));
  }
  return [known[0].length, known[0]];
}

function escape(rest: string): [number, string] {
  const codePoint = /^\\N\{U\+([0-9a-fA-F]+)\}/.exec(rest);
  if (codePoint) {
    const bytes = toBytes(String.fromCodePoint(parseInt(codePoint[1]!, 16)));
    return [codePoint[0].length, `(?:${Array.from(bytes, literal).join("")})`];
  }
  const hex = /^\\x(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{0,2}))/.exec(rest);
  if (hex) {
    return [hex[0].length, `\\x${(hex[1] ?? hex[2]!).padStart(2, "0")}`];
  }
  const quoted = /^\\Q([^]*?)(?:\\E|$)/.exec(rest);
  if (quoted) {
    return [quoted[0].length, quoted[1]!.replace(/[\^$\\.*+?()[\]{}|/]/g, "\\$&")];
  }
  const name = rest[1];
  if (name === undefined) {
    throw new SyntaxRefused("\\ at the end of the pattern");
  }
  const translated: Readonly<Record<string, string>> = {
    s: `[${space}]`,
    S: `[^${space}]`,
    h: "[\\t ]",
    A: "^",
    z: "$(?![^])",
    Z: "(?=\\n?$(?![^]))",
    e: "\\x1b",
    a: "\\x07",
    R: "(?:\\r\\n|[\\n-\\r])",
  };
  const part = translated[name] ?? (same.test(name) || /[1-9]/.test(name) ? `\\${name}` : undefined);
  if (part !== undefined) {
    return [2, part];
  }
  if (/[A-Za-z]/.test(name)) {
    throw new PatternUnsupported(`\\${name}`);
  }
  return [2, /[\^$\\.*+?()[\]{}|/]/.test(name) ? `\\${name}` : name];
}

function characterClass(rest: string): [number, string] {
  let i = rest[1] === "^" ? 2 : 1;
  let source = rest.slice(0, i);
  for (let first = true; i < rest.length; first = false) {
    const c = rest[i]!;
    if (c === "]" && !first) {
      return [i + 1, `${source}]`];
    }
    const named = /^\[:(\w+):\]/.exec(rest.slice(i));
    if (named) {
      const body = posix[named[1]!];
      if (body === undefined) {
        throw new PatternUnsupported(named[0]);
      }
      source += body;
      i += named[0].length;
    } else if (c === "\\") {
      const [taken, part] = classEscape(rest.slice(i));
      source += part;
      i += taken;
    } else {
      source += c === "[" || c === "]" ? `\\${c}` : c;
      i++;
    }
  }
  throw new SyntaxRefused("a class [ that is not closed");
}

function classEscape(rest: string): [number, string] {
  if (rest.startsWith("\\s")) {
    return [2, space];
  }
  if (rest.startsWith("\\h")) {
    return [2, "\\t "];
  }
  const [taken, part] = escape(rest);
  if (part.startsWith("[") || part.startsWith("(")) {
    throw new PatternUnsupported(`${rest.slice(0, taken)} inside a class`);
  }
  return [taken, part];
}

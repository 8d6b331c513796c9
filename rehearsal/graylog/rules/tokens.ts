/** Where something is in a source: lines from 1, positions in a line from 0, as Graylog counts. */
export interface Place {
  readonly line: number;
  readonly position: number;
}

/** One token. `text` is what it stands for: of a quoted text, what is inside of the quotes, unescaped. */
export interface Token extends Place {
  readonly kind: "word" | "quoted name" | "string" | "integer" | "float" | "symbol" | "message" | "end";
  readonly text: string;
}

/** A source that cannot be read. */
export class SyntaxProblem extends Error {
  override readonly name = "SyntaxProblem";
  readonly place: Place;

  constructor(message: string, place: Place) {
    super(message);
    this.place = place;
  }
}

const pattern =
  /(?<blank>[ \t\r\n\f]+|\/\/[^\r\n]*|\/\*[\s\S]*?\*\/)|(?<message>\$message)|(?<string>"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*')|`(?<quoted>[^`]*)`|(?<float>\d[\d_]*\.\d+(?:[eE][+-]?\d+)?[fFdD]?|\d+[eE][+-]?\d+)|(?<integer>\d[\d_]*[lL]?)|(?<word>[A-Za-z_@][A-Za-z0-9_@]*)|(?<symbol>==|!=|<=|>=|&&|\|\||[-+*/%<>=!(){}[\].,:;])/y;

/**
 * Cuts a rule or pipeline source into tokens; the last one is always the end.
 * @throws {SyntaxProblem} at a character that begins none
 */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  const placeAt = placeFinder(source);
  let at = 0;
  while (at < source.length) {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (match?.groups === undefined) {
      throw new SyntaxProblem(`token recognition error at: '${source[at] ?? ""}'`, placeAt(at));
    }
    const token = tokenOf(match.groups);
    if (token !== undefined) {
      tokens.push({ ...token, ...placeAt(at) });
    }
    at = pattern.lastIndex;
  }
  return [...tokens, { kind: "end", text: "<EOF>", ...placeAt(source.length) }];
}

function tokenOf(groups: Record<string, string | undefined>): Pick<Token, "kind" | "text"> | undefined {
  const { message, string, quoted, float, integer, word, symbol } = groups;
  if (string !== undefined) {
    return { kind: "string", text: unescape(string.slice(1, -1)) };
  }
  if (quoted !== undefined) {
    return { kind: "quoted name", text: quoted };
  }
  if (message !== undefined) {
    return { kind: "message", text: message };
  }
  if (float !== undefined) {
    return { kind: "float", text: float.replaceAll(/[_fFdD]/g, "") };
  }
  if (integer !== undefined) {
    return { kind: "integer", text: integer.replaceAll(/[_lL]/g, "") };
  }
  if (word !== undefined) {
    return { kind: "word", text: word };
  }
  return symbol === undefined ? undefined : { kind: "symbol", text: symbol };
}

/** Java's escapes. */
function unescape(text: string): string {
  const letters: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
  return text.replaceAll(
    /\\(?:u+([0-9a-fA-F]{4})|([0-3]?[0-7]{1,2})|([\s\S]))/g,
    (_all, hex?: string, octal?: string, letter?: string) => {
      if (hex !== undefined) {
        return String.fromCharCode(Number.parseInt(hex, 16));
      }
      if (octal !== undefined) {
        return String.fromCharCode(Number.parseInt(octal, 8));
      }
      return letters[letter ?? ""] ?? letter ?? "";
    },
  );
}

function placeFinder(source: string): (offset: number) => Place {
  let line = 1;
  let lineStart = 0;
  let seen = 0;
  return (offset) => {
    for (; seen < offset; seen += 1) {
      if (source[seen] === "\n") {
        line += 1;
        lineStart = seen + 1;
      }
    }
    return { line, position: offset - lineStart };
  };
}

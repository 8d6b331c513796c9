/** Says whether a path, with `/` between its parts, is meant by a glob. */
export type Matcher = (path: string) => boolean;

/**
 * Compiles a glob as the official plugin understands it: `*` is anything but `/`, `**` is anything, `?` is one
 * character but `/`, `[abc]`, `[a-z]` and `[!a]` are one character, `{a,b}` is one of several, `\` takes the next
 * character as it is. https://github.com/gobwas/glob
 * Throws a sentence when the glob is not complete.
 */
export function compileGlob(glob: string): Matcher {
  const scanner = new Scanner(glob);
  const expression = new RegExp(`^${scanner.pattern(false)}$`, "su");
  return (path) => expression.test(path);
}

class Scanner {
  readonly #glob: string;
  readonly #characters: string[];
  #position = 0;

  constructor(glob: string) {
    this.#glob = glob;
    this.#characters = Array.from(glob);
  }

  /** Translates up to the end, or up to the `,` or `}` that ends an alternative. */
  pattern(inAlternatives: boolean): string {
    let expression = "";
    for (let next = this.#peek(); next !== undefined; next = this.#peek()) {
      if (inAlternatives && (next === "," || next === "}")) {
        break;
      }
      this.#position++;
      expression += this.#term(next);
    }
    return expression;
  }

  #term(character: string): string {
    switch (character) {
      case "*":
        return this.#take("*") ? ".*" : "[^/]*";
      case "?":
        return "[^/]";
      case "[":
        return this.#characterClass();
      case "{":
        return this.#alternatives();
      case "\\":
        return RegExp.escape(this.#read("a character after \\"));
      default:
        return RegExp.escape(character);
    }
  }

  #alternatives(): string {
    const patterns: string[] = [];
    do {
      patterns.push(this.pattern(true));
    } while (this.#take(","));
    this.#expect("}");
    return `(?:${patterns.join("|")})`;
  }

  #characterClass(): string {
    const not = this.#take("!") ? "^" : "";
    const first = this.#read("a character after [");
    if (this.#take("-")) {
      const last = this.#read("a character after -");
      this.#expect("]");
      return `[${not}${RegExp.escape(first)}-${RegExp.escape(last)}]`;
    }
    let members = RegExp.escape(first);
    while (this.#peek() !== undefined && this.#peek() !== "]") {
      members += RegExp.escape(this.#read("]"));
    }
    this.#expect("]");
    return `[${not}${members}]`;
  }

  #peek(): string | undefined {
    return this.#characters[this.#position];
  }

  #take(character: string): boolean {
    const found = this.#peek() === character;
    this.#position += found ? 1 : 0;
    return found;
  }

  #read(expected: string): string {
    const next = this.#peek();
    if (next === undefined) {
      throw new Error(`The glob ${JSON.stringify(this.#glob)} is not complete: ${expected} is missing.`);
    }
    this.#position++;
    return next;
  }

  #expect(character: string): void {
    if (this.#read(character) !== character) {
      throw new Error(`The glob ${JSON.stringify(this.#glob)} is not valid: ${character} is missing.`);
    }
  }
}

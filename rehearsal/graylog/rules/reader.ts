import type { Token } from "./tokens.ts";
import { SyntaxProblem, tokensOf } from "./tokens.ts";

/** Walks over the tokens of a source. */
export class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  /** @throws {SyntaxProblem} when the source has a character that begins no token */
  constructor(source: string) {
    this.#tokens = tokensOf(source);
  }

  get next(): Token {
    return this.#tokens[this.#at] ?? { kind: "end", text: "<EOF>", line: 0, position: 0 };
  }

  /** The token after the next. */
  get second(): Token {
    return this.#tokens[this.#at + 1] ?? this.next;
  }

  take(): Token {
    const token = this.next;
    this.#at += 1;
    return token;
  }

  /** Whether the next token is one of these symbols. */
  isSymbol(...symbols: string[]): boolean {
    return this.next.kind === "symbol" && symbols.includes(this.next.text);
  }

  /** Whether the next token is one of these words, whatever their case. */
  isWord(...words: string[]): boolean {
    return this.next.kind === "word" && words.includes(this.next.text.toLowerCase());
  }

  takeSymbol(symbol: string): Token {
    return this.isSymbol(symbol) ? this.take() : this.fail(`'${symbol}'`);
  }

  takeWord(...words: string[]): Token {
    return this.isWord(...words) ? this.take() : this.fail(words.map((word) => `'${word}'`).join(" or "));
  }

  takeKind(kind: Token["kind"], what: string): Token {
    return this.next.kind === kind ? this.take() : this.fail(what);
  }

  /** @throws {SyntaxProblem} always, at the next token */
  fail(expected: string): never {
    throw new SyntaxProblem(`mismatched input '${this.next.text}' expecting ${expected}`, this.next);
  }
}

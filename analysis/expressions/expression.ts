import { osMatchSource } from "./os-match.ts";
import { osRegexSource } from "./os-regex.ts";
import { pcre2Source } from "./pcre2.ts";

/** The three languages that a rule or decoder can write an expression in. */
export type ExpressionType = "osregex" | "osmatch" | "pcre2";

/** Where an expression matched: the index after its last byte, and what its groups took. */
export interface Match {
  readonly end: number;
  readonly groups: readonly string[];
}

/** A pattern that Wazuh refuses as a syntax error. */
export class SyntaxRefused extends Error {}

/** A pattern that Wazuh takes and this library cannot run. */
export class PatternUnsupported extends Error {}

const sources = { osregex: osRegexSource, osmatch: osMatchSource, pcre2: pcre2Source };

/** An expression of a rule or decoder, translated for JavaScript when it is first asked. */
export class Expression {
  readonly type: ExpressionType;
  readonly pattern: string;
  readonly negate: boolean;
  readonly #source: { readonly source: string; readonly flags: string; readonly negate: boolean };
  #regExp: RegExp | undefined;

  /** Throws SyntaxRefused or PatternUnsupported. */
  constructor(type: ExpressionType, pattern: string, negate = false) {
    this.type = type;
    this.pattern = pattern;
    this.#source = sources[type](pattern);
    this.negate = negate !== this.#source.negate;
  }

  /** The same pattern for JavaScript, on bytes (see bytes.ts); negation is not in it. */
  get regExp(): RegExp {
    return (this.#regExp ??= new RegExp(this.#source.source, this.#source.flags));
  }

  /** Whether the text satisfies the expression, its negation taken into account. */
  test(text: string): boolean {
    return this.regExp.test(text) !== this.negate;
  }

  /** The first place where the pattern matches; negation is not looked at. */
  exec(text: string): Match | undefined {
    const match = this.regExp.exec(text);
    if (!match) {
      return undefined;
    }
    const groups = match
      .slice(1)
      .filter((group): group is string => (group as string | undefined) !== undefined);
    return { end: match.index + match[0].length, groups };
  }
}

import type { Query } from "./syntax.ts";
import { QueryProblem } from "./syntax.ts";

const token =
  /\s*(?:(?<open>\()|(?<close>\))|(?<not>!|-(?=\S)|NOT\b)|(?<plus>\+)|(?<and>&&|AND\b)|(?<or>\|\||OR\b)|(?:(?<field>(?:\\.|[^\s:()"\\[\]{}!])+):)?(?:"(?<quoted>(?:\\.|[^"\\])*)"|(?<range>[[{](?:"[^"]*"|[^\]}"])*[\]}])|\/(?<regex>(?:\\.|[^/\\])*)\/|(?<compare>[<>]=?)(?<bound>[^\s()]+)|(?<group>\()|(?<word>(?:\\.|[^\s()"\\[\]{}])+)))/y;

/**
 * Reads a query: `field:value`, quotes, AND, OR, NOT, parentheses, `*` and `?`, ranges, `_exists_:field`. Words side by
 * side are joined by OR. Nothing, or `*`, is everything.
 * @param leadingWildcards whether a word may begin with a wildcard, which a server does not allow unless told to
 * @throws {QueryProblem}
 */
export function parseQuery(text: string, leadingWildcards = false): Query {
  const reader = new QueryReader(text, leadingWildcards);
  return text.trim() === "" ? { kind: "all" } : reader.whole();
}

class QueryReader {
  readonly #text: string;
  readonly #leadingWildcards: boolean;
  #at = 0;

  constructor(text: string, leadingWildcards: boolean) {
    this.#text = text;
    this.#leadingWildcards = leadingWildcards;
  }

  whole(): Query {
    const query = this.#clauses(undefined);
    if (this.#peek() !== undefined) {
      throw this.#problem();
    }
    return query;
  }

  /** Clauses up to a closing parenthesis; AND binds stronger than OR. */
  #clauses(field: string | undefined): Query {
    const alternatives: Query[][] = [[]];
    let joinedByAnd = false;
    for (let next = this.#peek(); next !== undefined && next["close"] === undefined; next = this.#peek()) {
      if (next["and"] !== undefined) {
        this.#take();
        joinedByAnd = true;
        continue;
      }
      if (next["or"] !== undefined) {
        this.#take();
        joinedByAnd = false;
        continue;
      }
      const clause = this.#clause(field);
      if (joinedByAnd || alternatives.at(-1)?.length === 0) {
        alternatives.at(-1)?.push(clause);
      } else {
        alternatives.push([clause]);
      }
      joinedByAnd = false;
    }
    const parts = alternatives.filter((one) => one.length > 0).map((one) => joined("and", one));
    // A clause with NOT beside others limits them, it does not add to them.
    const negative = parts.filter((part) => part.kind === "not");
    const positive = parts.filter((part) => part.kind !== "not");
    return positive.length > 0 && negative.length > 0
      ? joined("and", [joined("or", positive), ...negative])
      : joined("or", parts);
  }

  #clause(field: string | undefined): Query {
    const next = this.#take();
    if (next["not"] !== undefined) {
      return { kind: "not", part: this.#clause(field) };
    }
    if (next["plus"] !== undefined) {
      return this.#clause(field);
    }
    if (next["open"] !== undefined || next["group"] !== undefined) {
      const inner = this.#clauses(next["field"] === undefined ? field : unescaped(next["field"]));
      if (this.#take()["close"] === undefined) {
        throw this.#problem();
      }
      return inner;
    }
    return this.#term(next, next["field"] === undefined ? field : unescaped(next["field"]));
  }

  #term(next: Record<string, string | undefined>, field: string | undefined): Query {
    const { quoted, range, regex, compare, bound, word } = next;
    if (quoted !== undefined) {
      return { kind: "term", field, text: unescaped(quoted), quoted: true, wildcard: false };
    }
    if (range !== undefined) {
      return rangeOf(range, field);
    }
    if (regex !== undefined) {
      return { kind: "regex", field, pattern: regex };
    }
    if (compare !== undefined && bound !== undefined) {
      const with_ = compare.endsWith("=");
      return compare.startsWith("<")
        ? { kind: "range", field, from: "*", to: bound, withFrom: true, withTo: with_ }
        : { kind: "range", field, from: bound, to: "*", withFrom: with_, withTo: true };
    }
    if (word === undefined) {
      throw this.#problem();
    }
    return this.#word(word, field);
  }

  #word(word: string, field: string | undefined): Query {
    if (field === "_exists_") {
      return { kind: "exists", field: unescaped(word) };
    }
    if (word === "*" && (field === undefined || field === "*")) {
      return { kind: "all" };
    }
    if (word === "*" && field !== undefined) {
      return { kind: "exists", field };
    }
    const wildcard = /(?:^|[^\\])[*?]/.test(word);
    if (/^[*?]/.test(word) && !this.#leadingWildcards) {
      throw new QueryProblem(`'*' or '?' not allowed as first character in WildcardQuery`);
    }
    return { kind: "term", field, text: wildcard ? word : unescaped(word), quoted: false, wildcard };
  }

  #peek(): Record<string, string | undefined> | undefined {
    const before = this.#at;
    if (this.#text.slice(before).trim() === "") {
      return undefined;
    }
    const groups = this.#take();
    this.#at = before;
    return groups;
  }

  #take(): Record<string, string | undefined> {
    token.lastIndex = this.#at;
    const match = token.exec(this.#text);
    if (match?.groups === undefined) {
      throw this.#problem();
    }
    this.#at = token.lastIndex;
    return match.groups;
  }

  #problem(): QueryProblem {
    return new QueryProblem(`Failed to parse query [${this.#text}]`);
  }
}

function joined(kind: "and" | "or", parts: readonly Query[]): Query {
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : { kind, parts };
}

function rangeOf(text: string, field: string | undefined): Query {
  const match = /^(?<open>[[{])\s*(?<from>"[^"]*"|\S+)\s+TO\s+(?<to>"[^"]*"|\S+?)\s*(?<close>[\]}])$/i.exec(
    text,
  );
  if (match?.groups === undefined) {
    throw new QueryProblem(`Failed to parse query [${text}]`);
  }
  const { open, from = "*", to = "*", close } = match.groups;
  const bare = (bound: string): string => bound.replace(/^"(.*)"$/, "$1");
  return {
    kind: "range",
    field,
    from: bare(from),
    to: bare(to),
    withFrom: open === "[",
    withTo: close === "]",
  };
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, "$1");
}

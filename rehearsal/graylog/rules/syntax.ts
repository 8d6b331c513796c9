import type { Place } from "./tokens.ts";

/** An expression of the rule language, as it was written. */
export type Expression = Place &
  (
    | { readonly kind: "string"; readonly value: string }
    | { readonly kind: "long"; readonly value: bigint }
    | { readonly kind: "double"; readonly value: number }
    | { readonly kind: "boolean"; readonly value: boolean }
    | { readonly kind: "name"; readonly name: string }
    | { readonly kind: "message"; readonly field: Expression | undefined }
    | { readonly kind: "field"; readonly of: Expression; readonly field: Expression }
    | { readonly kind: "index"; readonly of: Expression; readonly index: Expression }
    | { readonly kind: "array"; readonly elements: readonly Expression[] }
    | { readonly kind: "map"; readonly members: readonly Named[] }
    | Call
    | { readonly kind: "not"; readonly operand: Expression }
    | { readonly kind: "sign"; readonly negative: boolean; readonly operand: Expression }
    | {
        readonly kind: "binary";
        readonly operator: Operator;
        readonly left: Expression;
        readonly right: Expression;
      }
  );

/** A call of a function; its arguments are all named, or none is. */
export interface Call extends Place {
  readonly kind: "call";
  readonly function: string;
  readonly named: readonly Named[] | undefined;
  readonly positional: readonly Expression[] | undefined;
}

/** `name: expression`. */
export interface Named {
  readonly name: string;
  readonly value: Expression;
}

/** Operators with two sides. */
export type Operator = "*" | "/" | "%" | "+" | "-" | "<" | "<=" | ">" | ">=" | "==" | "!=" | "and" | "or";

/** A statement after `then`. */
export type Statement =
  | { readonly kind: "do"; readonly call: Call }
  | { readonly kind: "let"; readonly name: string; readonly value: Expression };

/** A rule, as it was written. */
export interface RuleSyntax {
  readonly name: string;
  readonly condition: Expression;
  readonly statements: readonly Statement[];
}

/** One stage of a pipeline. */
export interface StageSyntax {
  readonly stage: number;
  readonly match: "ALL" | "EITHER" | "PASS";
  readonly rules: readonly string[];
}

/** A pipeline, as it was written; its stages are in order. */
export interface PipelineSyntax {
  readonly name: string;
  readonly stages: readonly StageSyntax[];
}

/** A query of Lucene's query string language, as far as it is rehearsed. */
export type Query =
  | { readonly kind: "all" }
  | { readonly kind: "and" | "or"; readonly parts: readonly Query[] }
  | { readonly kind: "not"; readonly part: Query }
  | { readonly kind: "exists"; readonly field: string }
  /** A word or a quoted text; the field is undefined where none is named. */
  | {
      readonly kind: "term";
      readonly field: string | undefined;
      readonly text: string;
      readonly quoted: boolean;
      /** Whether `*` and `?` in the text stand for others. */
      readonly wildcard: boolean;
    }
  | { readonly kind: "regex"; readonly field: string | undefined; readonly pattern: string }
  | {
      readonly kind: "range";
      readonly field: string | undefined;
      readonly from: string;
      readonly to: string;
      readonly withFrom: boolean;
      readonly withTo: boolean;
    };

/** A query that cannot be read, or that the server does not allow. */
export class QueryProblem extends Error {
  override readonly name = "QueryProblem";
}

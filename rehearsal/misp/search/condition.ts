import type { SQLInputValue } from "node:sqlite";

/** A part of a WHERE clause, with the values of its places. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

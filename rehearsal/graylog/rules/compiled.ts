import type { Value } from "../messages/value.ts";
import type { RuleContext } from "./function.ts";
import type { Place } from "./tokens.ts";
import type { TypeName } from "./types.ts";

/** Variables of one run of a rule. */
export type Variables = Map<string, Value>;

/** Evaluates an expression for a message. It may throw: then the rule ends. */
export type Evaluate = (context: RuleContext, variables: Variables) => Value | undefined;

/** An expression that can be evaluated, with its type. A constant is the same for every message. */
export interface Compiled {
  readonly type: TypeName;
  readonly evaluate: Evaluate;
  readonly constant: boolean;
  readonly place: Place;
}

/** A rule that can be run. */
export interface CompiledRule {
  readonly name: string;
  /** Whether the rule is for the message. */
  readonly when: (context: RuleContext) => boolean;
  /** What it does; a step that throws ends it. */
  readonly then: (context: RuleContext) => void;
}

import type { Message } from "../messages/message.ts";
import type { Value } from "../messages/value.ts";
import { textOf } from "../messages/value.ts";
import type { TypeName } from "./types.ts";

/** One parameter of a function, in its place. */
export interface Parameter {
  readonly name: string;
  readonly type: TypeName;
  readonly optional?: true;
}

/** A function of the rule language: https://go2docs.graylog.org/current/making_sense_of_your_log_data/functions.html */
export interface RuleFunction {
  readonly name: string;
  readonly returns: TypeName;
  readonly parameters: readonly Parameter[];
  /** May throw; then the rule ends here, and the message keeps what was done to it. */
  evaluate(args: Arguments, context: RuleContext): Value | undefined;
  /** Checks an argument that is a constant, before any message comes; throws for one that is wrong. */
  check?(parameter: string, constant: Value): void;
}

/** What a rule can reach beside its message. */
export interface RuleWorld {
  /** Streams that are not paused, by name or id. */
  streams(by: { readonly name: string } | { readonly id: string }): readonly string[];
  /** The single value of a lookup table; undefined when it has none for the key, or there is no such table. */
  lookUp(table: string, key: string): Value | undefined;
  /** Milliseconds since 1970. */
  now(): number;
  warn(message: string): void;
}

/** What a rule is evaluated with. */
export interface RuleContext {
  readonly message: Message;
  readonly world: RuleWorld;
}

/** The arguments of a call; each is evaluated when it is asked for. */
export class Arguments {
  readonly #values: ReadonlyMap<string, () => Value | undefined>;

  constructor(values: ReadonlyMap<string, () => Value | undefined>) {
    this.#values = values;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** Null where it was not given or is nothing. */
  get(name: string): Value {
    return this.#values.get(name)?.() ?? null;
  }

  text(name: string): string | null {
    const value = this.get(name);
    return value === null ? null : textOf(value);
  }

  /** False where it was not given, unless told otherwise. */
  flag(name: string, otherwise = false): boolean {
    const value = this.get(name);
    return typeof value === "boolean" ? value : otherwise;
  }

  number(name: string): number | undefined {
    const value = this.get(name);
    return typeof value === "bigint" || typeof value === "number" ? Number(value) : undefined;
  }
}

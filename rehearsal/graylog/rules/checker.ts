import type { Value } from "../messages/value.ts";
import { isMap, JsonTree, RegexResult, textOf } from "../messages/value.ts";
import type { RuleProblem } from "./compile.ts";
import { problemAt } from "./compile.ts";
import type { Parameter, RuleContext, RuleFunction } from "./function.ts";
import { Arguments } from "./function.ts";
import { compare, equal, plus, times } from "./operators.ts";
import { functions, functionsOfTheRealOneOnly } from "./registry.ts";
import type { Call, Expression, RuleSyntax } from "./syntax.ts";
import type { Place } from "./tokens.ts";
import type { TypeName } from "./types.ts";
import { isAssignable } from "./types.ts";

/** Variables of one run of a rule. */
export type Variables = Map<string, Value>;

/** Evaluates an expression for a message. It may throw: then the rule ends. */
export type Evaluate = (context: RuleContext, variables: Variables) => Value | undefined;

/** An expression that can be evaluated, with its type. A constant is the same for every message. */
interface Compiled {
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

/** Compiles rules and gathers what is wrong with them, in Graylog's words. */
export class Checker {
  readonly problems: RuleProblem[] = [];
  readonly #types = new Map<string, TypeName>();

  rule(syntax: RuleSyntax): CompiledRule {
    const condition = this.#expression(syntax.condition);
    const steps = syntax.statements.map((statement): Evaluate => {
      if (statement.kind === "do") {
        return this.#call(statement.call).evaluate;
      }
      const { type, evaluate } = this.#expression(statement.value);
      this.#types.set(statement.name, type);
      return (context, variables) => {
        variables.set(statement.name, evaluate(context, variables) ?? null);
        return undefined;
      };
    });
    return {
      name: syntax.name,
      // A condition that is no Boolean is never true; Graylog does not complain about it.
      when: (context) => condition.type === "Boolean" && condition.evaluate(context, new Map()) === true,
      then: (context) => {
        const variables: Variables = new Map();
        steps.forEach((step) => step(context, variables));
      },
    };
  }

  #problem(type: string, place: Place, reason: string): void {
    this.problems.push(problemAt(type, place, reason));
  }

  #expression(syntax: Expression, asField = false): Compiled {
    const place = syntax;
    const made = (type: TypeName, evaluate: Evaluate, constant = false): Compiled => ({
      type,
      evaluate,
      constant,
      place,
    });
    switch (syntax.kind) {
      case "string":
        return made("String", () => syntax.value, true);
      case "long":
        return made("Long", () => syntax.value, true);
      case "double":
        return made("Double", () => syntax.value, true);
      case "boolean":
        return made("Boolean", () => syntax.value, true);
      case "name":
        return this.#name(syntax.name, place, asField);
      case "message":
        return this.#message(syntax.field, place);
      case "field":
        return this.#field(syntax.of, syntax.field, place);
      case "index":
        return this.#index(syntax.of, syntax.index, place);
      case "array": {
        const elements = syntax.elements.map((one) => this.#expression(one));
        const evaluate: Evaluate = (context, variables) =>
          elements.map((one) => one.evaluate(context, variables) ?? null);
        return made(
          "List",
          evaluate,
          elements.every((one) => one.constant),
        );
      }
      case "map": {
        const members = syntax.members.map(({ name, value }) => ({ name, value: this.#expression(value) }));
        const evaluate: Evaluate = (context, variables) =>
          Object.fromEntries(
            members.map(({ name, value }) => [name, value.evaluate(context, variables) ?? null]),
          );
        return made(
          "Map",
          evaluate,
          members.every(({ value }) => value.constant),
        );
      }
      case "call":
        return this.#call(syntax);
      case "not": {
        const operand = this.#expression(syntax.operand);
        if (operand.type !== "Boolean") {
          this.#problem("incompatible_type", place, `Expected type Boolean but found ${operand.type}`);
        }
        return made("Boolean", (context, variables) => operand.evaluate(context, variables) !== true);
      }
      case "sign": {
        const operand = this.#expression(syntax.operand);
        const evaluate: Evaluate = (context, variables) => {
          const value = operand.evaluate(context, variables);
          const number = typeof value === "bigint" || typeof value === "number" ? value : 0;
          return syntax.negative ? -number : number;
        };
        return made(operand.type, evaluate, operand.constant);
      }
      case "binary":
        return this.#binary(syntax);
    }
  }

  #name(name: string, place: Place, asField: boolean): Compiled {
    const type = this.#types.get(name);
    if (type !== undefined) {
      return { type, evaluate: (_context, variables) => variables.get(name) ?? null, constant: false, place };
    }
    if (!asField) {
      this.#problem("undeclared_variable", place, `Undeclared variable ${name}`);
    }
    return { type: "String", evaluate: () => name, constant: true, place };
  }

  #message(field: Expression | undefined, place: Place): Compiled {
    if (field === undefined) {
      return { type: "Message", evaluate: () => null, constant: false, place };
    }
    const name = this.#expression(field, true);
    if (name.type !== "String") {
      this.#problem("incompatible_type", place, `Expected type String but found ${name.type}`);
    }
    return {
      type: "Object",
      evaluate: (context, variables) =>
        context.message.fields.get(textOf(name.evaluate(context, variables) ?? null)) ?? null,
      constant: false,
      place,
    };
  }

  #field(of: Expression, field: Expression, place: Place): Compiled {
    const object = this.#expression(of, true);
    const name = this.#expression(field, true);
    return {
      type: "Object",
      evaluate: (context, variables) => {
        const bean = object.evaluate(context, variables);
        const key = textOf(name.evaluate(context, variables) ?? null);
        if (bean instanceof RegexResult) {
          return key === "matches" ? bean.matches : (bean.groups[key] ?? null);
        }
        return isMap(bean) ? (bean[key] ?? null) : null;
      },
      constant: false,
      place,
    };
  }

  #index(of: Expression, index: Expression, place: Place): Compiled {
    const object = this.#expression(of);
    const at = this.#expression(index);
    const isMapType = object.type === "Map" || object.type === "RegexMatchResult";
    const wanted = isMapType ? "String" : "Long";
    if (!isMapType && object.type !== "List" && object.type !== "JsonNode") {
      this.#problem("non_indexable", place, `Cannot index value of type ${object.type}`);
    } else if (at.type !== wanted) {
      this.#problem(
        "incompatible_index_type",
        place,
        `Expected type ${wanted} but found ${at.type} when indexing`,
      );
    }
    return {
      type: "Object",
      evaluate: (context, variables) => {
        const value = object.evaluate(context, variables);
        const key = at.evaluate(context, variables);
        const list = value instanceof JsonTree ? value.value : value;
        if (typeof key === "bigint") {
          const found = Array.isArray(list) ? list[Number(key)] : null;
          if (found === undefined) {
            throw new Error(`Index ${key} out of bounds`);
          }
          return found;
        }
        const map = value instanceof RegexResult ? value.groups : value;
        return isMap(map) && typeof key === "string" ? (map[key] ?? null) : null;
      },
      constant: object.constant && at.constant,
      place,
    };
  }

  #binary(syntax: Extract<Expression, { kind: "binary" }>): Compiled {
    const { operator } = syntax;
    const left = this.#expression(syntax.left);
    const right = this.#expression(syntax.right);
    const dates = ["DateTime", "Period"].includes(left.type) && ["DateTime", "Period"].includes(right.type);
    const differ = left.type !== right.type || left.type === "Void";
    if (
      operator !== "==" &&
      operator !== "!=" &&
      differ &&
      !((operator === "+" || operator === "-") && dates)
    ) {
      this.#problem("incompatible_types", syntax, `Incompatible types ${left.type} <=> ${right.type}`);
    }
    const constant = left.constant && right.constant;
    const evaluate = (context: RuleContext, variables: Variables): [Value, Value] => [
      left.evaluate(context, variables) ?? null,
      right.evaluate(context, variables) ?? null,
    ];
    const made = (type: TypeName, apply: (one: Value, other: Value) => Value): Compiled => ({
      type,
      evaluate: (context, variables) => apply(...evaluate(context, variables)),
      constant,
      place: syntax,
    });
    switch (operator) {
      case "and":
        return {
          ...made("Boolean", () => false),
          evaluate: (context, variables) =>
            left.evaluate(context, variables) === true && right.evaluate(context, variables) === true,
        };
      case "or":
        return {
          ...made("Boolean", () => false),
          evaluate: (context, variables) =>
            left.evaluate(context, variables) === true || right.evaluate(context, variables) === true,
        };
      case "==":
      case "!=":
        return made("Boolean", (one, other) => one !== null && equal(one, other) === (operator === "=="));
      case "<":
      case "<=":
      case ">":
      case ">=":
        return made("Boolean", (one, other) => compare(operator, one, other));
      case "+":
      case "-":
        return made(left.type, (one, other) => plus(operator, one, other));
      default:
        return made(left.type, (one, other) => times(operator, one, other));
    }
  }

  #call(syntax: Call): Compiled {
    const called = functions.get(syntax.function);
    const named = syntax.named?.map(({ name, value }) => ({ name, value: this.#expression(value) }));
    const positional = syntax.positional?.map((one) => this.#expression(one));
    if (called === undefined) {
      const reason = functionsOfTheRealOneOnly.has(syntax.function)
        ? `[rehearsal] The function ${syntax.function} is one that Graylog has and this stand-in does not: unknown function ${syntax.function}`
        : `Unknown function ${syntax.function}`;
      this.#problem("undeclared_function", syntax, reason);
      return { type: "Void", evaluate: () => null, constant: false, place: syntax };
    }
    const given = this.#arguments(syntax, called, named, positional);
    for (const parameter of called.parameters) {
      this.#checkArgument(syntax, called, parameter, given.get(parameter.name));
    }
    return {
      type: called.returns,
      evaluate: (context, variables) =>
        called.evaluate(
          new Arguments(
            new Map([...given].map(([name, one]) => [name, () => one.evaluate(context, variables)])),
          ),
          context,
        ),
      constant: false,
      place: syntax,
    };
  }

  #arguments(
    place: Place,
    { name, parameters }: RuleFunction,
    named: readonly { readonly name: string; readonly value: Compiled }[] | undefined,
    positional: readonly Compiled[] | undefined,
  ): Map<string, Compiled> {
    const required = parameters.filter((parameter) => parameter.optional === undefined);
    const allRequired = required.length === parameters.length;
    const wrongNumber = (count: number): void =>
      this.#problem(
        "wrong_number_of_arguments",
        place,
        `Expected ${required.length} arguments but found ${count} in call to function ${name}`,
      );
    if (named !== undefined) {
      const given = new Map(named.map((one) => [one.name, one.value]));
      if (allRequired && given.size !== parameters.length) {
        wrongNumber(given.size);
      } else {
        for (const missing of required.filter((parameter) => !given.has(parameter.name))) {
          this.#problem(
            "missing_required_param",
            place,
            `Missing required parameter ${missing.name} of type ${missing.type} in call to function ${name}`,
          );
        }
      }
      return given;
    }
    const values = positional ?? [];
    const firstOptional = parameters.findIndex((parameter) => parameter.optional);
    const requiredAfter =
      firstOptional !== -1 && parameters.slice(firstOptional).some((one) => !one.optional);
    if (requiredAfter && values.length > 0) {
      this.#problem(
        "must_name_optional_params",
        place,
        `Function ${name} has optional parameters, must use named parameters to call`,
      );
    } else if (allRequired ? values.length !== parameters.length : values.length < required.length) {
      wrongNumber(values.length);
    }
    return new Map(
      parameters.flatMap((parameter, index) => {
        const value = values[index];
        return value === undefined ? [] : [[parameter.name, value] as const];
      }),
    );
  }

  #checkArgument(
    place: Place,
    called: RuleFunction,
    parameter: Parameter,
    argument: Compiled | undefined,
  ): void {
    if (argument === undefined) {
      return;
    }
    if (!isAssignable(parameter.type, argument.type)) {
      this.#problem(
        "incompatible_argument_type",
        place,
        `Expected type ${parameter.type} for argument ${parameter.name} but found ${argument.type} in call to function ${called.name}`,
      );
    } else if (argument.constant && called.check !== undefined) {
      try {
        called.check(parameter.name, argument.evaluate(undefined as never, new Map()) ?? null);
      } catch (error) {
        const number = called.parameters.indexOf(parameter) + 1;
        this.#problem(
          "invalid_function_argument",
          place,
          `Invalid argument to function ${called.name} at parameter ${parameter.name} (${number}): ${(error as Error).message}`,
        );
      }
    }
  }
}

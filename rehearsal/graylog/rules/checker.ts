import type { Value } from "../messages/value.ts";
import { isMap, JsonTree, RegexResult, textOf } from "../messages/value.ts";
import { compileCall } from "./calls.ts";
import type { Compiled, CompiledRule, Evaluate, Variables } from "./compiled.ts";
import type { RuleProblem } from "./compile.ts";
import { problemAt } from "./compile.ts";
import type { RuleContext } from "./function.ts";
import { compare, equal, plus, times } from "./operators.ts";
import type { Call, Expression, RuleSyntax } from "./syntax.ts";
import type { Place } from "./tokens.ts";
import type { TypeName } from "./types.ts";

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
        return made(
          dates && left.type === right.type && left.type === "DateTime" ? "Duration" : left.type,
          (one, other) => plus(operator, one, other),
        );
      default:
        return made(left.type, (one, other) => times(operator, one, other));
    }
  }

  #call(syntax: Call): Compiled {
    const named = syntax.named?.map(({ name, value }) => ({ name, value: this.#expression(value) }));
    const positional = syntax.positional?.map((one) => this.#expression(one));
    return compileCall(syntax, named, positional, (type, reason) => this.#problem(type, syntax, reason));
  }
}

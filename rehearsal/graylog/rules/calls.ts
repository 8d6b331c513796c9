import type { Compiled } from "./compiled.ts";
import type { Parameter, RuleFunction } from "./function.ts";
import { Arguments } from "./function.ts";
import { functions, functionsOfTheRealOneOnly } from "./registry.ts";
import type { Call } from "./syntax.ts";
import { isAssignable } from "./types.ts";

/** Takes what is wrong with a call: the type of the problem, and the reason without its place. */
type Complain = (type: string, reason: string) => void;

/** An argument that is named. */
interface NamedArgument {
  readonly name: string;
  readonly value: Compiled;
}

/** Compiles a call of a function, and complains as Graylog does about one that does not fit. */
export function compileCall(
  syntax: Call,
  named: readonly NamedArgument[] | undefined,
  positional: readonly Compiled[] | undefined,
  complain: Complain,
): Compiled {
  const called = functions.get(syntax.function);
  if (called === undefined) {
    const unknown = functionsOfTheRealOneOnly.has(syntax.function)
      ? `[rehearsal] ${syntax.function} is a function that Graylog has and this stand-in does not: unknown function`
      : "Unknown function";
    complain("undeclared_function", `${unknown} ${syntax.function}`);
    return { type: "Void", evaluate: () => null, constant: false, place: syntax };
  }
  const given =
    named === undefined ? inPlaces(called, positional ?? [], complain) : byName(called, named, complain);
  for (const parameter of called.parameters) {
    checkArgument(called, parameter, given.get(parameter.name), complain);
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

function byName(
  called: RuleFunction,
  named: readonly NamedArgument[],
  complain: Complain,
): Map<string, Compiled> {
  const { name, parameters } = called;
  const given = new Map(named.map((one) => [one.name, one.value]));
  const required = requiredOf(called);
  if (required.length === parameters.length && given.size !== parameters.length) {
    complain("wrong_number_of_arguments", wrongNumber(called, given.size));
    return given;
  }
  for (const missing of required.filter((parameter) => !given.has(parameter.name))) {
    complain(
      "missing_required_param",
      `Missing required parameter ${missing.name} of type ${missing.type} in call to function ${name}`,
    );
  }
  return given;
}

function inPlaces(
  called: RuleFunction,
  values: readonly Compiled[],
  complain: Complain,
): Map<string, Compiled> {
  const { name, parameters } = called;
  const required = requiredOf(called);
  const firstOptional = parameters.findIndex((parameter) => parameter.optional);
  const requiredAfter = firstOptional !== -1 && parameters.slice(firstOptional).some((one) => !one.optional);
  const allRequired = required.length === parameters.length;
  if (requiredAfter && values.length > 0) {
    const reason = `Function ${name} has optional parameters, must use named parameters to call`;
    complain("must_name_optional_params", reason);
  } else if (allRequired ? values.length !== parameters.length : values.length < required.length) {
    complain("wrong_number_of_arguments", wrongNumber(called, values.length));
  }
  return new Map(
    parameters.flatMap((parameter, index) => {
      const value = values[index];
      return value === undefined ? [] : [[parameter.name, value] as const];
    }),
  );
}

function checkArgument(
  called: RuleFunction,
  parameter: Parameter,
  argument: Compiled | undefined,
  complain: Complain,
): void {
  if (argument === undefined) {
    return;
  }
  if (!isAssignable(parameter.type, argument.type)) {
    complain(
      "incompatible_argument_type",
      `Expected type ${parameter.type} for argument ${parameter.name} but found ${argument.type} in call to function ${called.name}`,
    );
  } else if (argument.constant && called.check !== undefined) {
    try {
      // A constant looks at no message.
      called.check(parameter.name, argument.evaluate(undefined as never, new Map()) ?? null);
    } catch (error) {
      const number = called.parameters.indexOf(parameter) + 1;
      complain(
        "invalid_function_argument",
        `Invalid argument to function ${called.name} at parameter ${parameter.name} (${number}): ${(error as Error).message}`,
      );
    }
  }
}

function requiredOf({ parameters }: RuleFunction): Parameter[] {
  return parameters.filter((parameter) => parameter.optional === undefined);
}

function wrongNumber(called: RuleFunction, count: number): string {
  return `Expected ${requiredOf(called).length} arguments but found ${count} in call to function ${called.name}`;
}

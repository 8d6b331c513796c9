import { Checker } from "./checker.ts";
import { parsePipelineSyntax, parseRuleSyntax } from "./parse-rule.ts";
import type { CompiledRule } from "./compiled.ts";
import type { PipelineSyntax } from "./syntax.ts";
import type { Place } from "./tokens.ts";
import { SyntaxProblem } from "./tokens.ts";

/** One thing that is wrong with a source, as the REST API lists it. */
export interface RuleProblem {
  readonly type: string;
  readonly line: number;
  readonly position_in_line: number;
  readonly reason: string;
}

/** A source with something wrong in it. */
export class RuleRefusal extends Error {
  override readonly name = "RuleRefusal";
  readonly problems: readonly RuleProblem[];

  constructor(problems: readonly RuleProblem[]) {
    super(problems.map(({ reason }) => reason).join("\n"));
    this.problems = problems;
  }
}

/**
 * Compiles a rule.
 * @throws {RuleRefusal} with everything that is wrong with it
 */
export function compileRule(source: string): CompiledRule {
  const syntax = orRefuse(() => parseRuleSyntax(source));
  const checker = new Checker();
  const compiled = checker.rule(syntax);
  if (checker.problems.length > 0) {
    throw new RuleRefusal(checker.problems);
  }
  return compiled;
}

/**
 * Reads a pipeline. A rule that it names and that does not exist is no mistake.
 * @throws {RuleRefusal} when it cannot be read
 */
export function compilePipeline(source: string): PipelineSyntax {
  return orRefuse(() => parsePipelineSyntax(source));
}

/** A problem at a place, in Graylog's form. */
export function problemAt(type: string, place: Place, reason: string): RuleProblem {
  return {
    type,
    line: place.line,
    position_in_line: place.position,
    reason: `${reason} in line ${place.line} pos ${place.position}`,
  };
}

function orRefuse<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof SyntaxProblem) {
      const { line, position } = error.place;
      throw new RuleRefusal([
        { type: "syntax_error", line, position_in_line: position, reason: error.message },
      ]);
    }
    throw error;
  }
}

import { parseCall, parseExpression } from "./parse-expression.ts";
import { Reader } from "./reader.ts";
import type { PipelineSyntax, RuleSyntax, StageSyntax, Statement } from "./syntax.ts";

/** Reads a rule's source. Throws a SyntaxProblem. */
export function parseRuleSyntax(source: string): RuleSyntax {
  const reader = new Reader(source);
  reader.takeWord("rule");
  const name = reader.takeKind("string", "the rule's name").text;
  reader.takeWord("when");
  const condition = parseExpression(reader);
  const statements: Statement[] = [];
  if (reader.isWord("then")) {
    reader.take();
    while (!reader.isWord("end")) {
      statements.push(...parseStatement(reader));
    }
  }
  reader.takeWord("end");
  reader.takeKind("end", "the end of the rule");
  return { name, condition, statements };
}

/** Reads a pipeline's source. Throws a SyntaxProblem. Whether its rules exist is not looked at. */
export function parsePipelineSyntax(source: string): PipelineSyntax {
  const reader = new Reader(source);
  reader.takeWord("pipeline");
  const name = reader.takeKind("string", "the pipeline's name").text;
  const stages: StageSyntax[] = [];
  while (!reader.isWord("end")) {
    stages.push(parseStage(reader));
  }
  reader.takeWord("end");
  reader.takeKind("end", "the end of the pipeline");
  return { name, stages: stages.sort((left, right) => left.stage - right.stage) };
}

function parseStatement(reader: Reader): Statement[] {
  if (reader.isSymbol(";")) {
    reader.take();
    return [];
  }
  if (reader.isWord("let")) {
    reader.take();
    const { kind } = reader.next;
    const name = kind === "quoted name" ? reader.take().text : reader.takeKind("word", "a variable").text;
    reader.takeSymbol("=");
    const value = parseExpression(reader);
    reader.takeSymbol(";");
    return [{ kind: "let", name, value }];
  }
  const call = parseCall(reader);
  reader.takeSymbol(";");
  return [{ kind: "do", call }];
}

function parseStage(reader: Reader): StageSyntax {
  reader.takeWord("stage");
  const negative = reader.isSymbol("-") && reader.take().text === "-";
  const number = Number(reader.takeKind("integer", "the stage's number").text);
  reader.takeWord("match");
  const match = reader.takeWord("all", "either", "pass").text.toUpperCase() as StageSyntax["match"];
  const rules: string[] = [];
  while (reader.isWord("rule")) {
    reader.take();
    rules.push(reader.takeKind("string", "a rule's name").text);
    if (reader.isSymbol(";")) {
      reader.take();
    }
  }
  return { stage: negative ? -number : number, match, rules };
}

import type { Reader } from "./reader.ts";
import type { Call, Expression, Named, Operator } from "./syntax.ts";
import type { Place } from "./tokens.ts";

/** Operators from the weakest to the strongest. */
const levels: readonly (readonly Operator[])[] = [
  ["or"],
  ["and"],
  ["==", "!="],
  ["<=", ">=", ">", "<"],
  ["+", "-"],
  ["*", "/", "%"],
];

/** Words that no variable or function may be called by. */
const reserved = new Set([
  "and",
  "or",
  "not",
  "when",
  "then",
  "end",
  "let",
  "rule",
  "pipeline",
  "stage",
  "match",
  "all",
  "either",
  "pass",
  "during",
]);

/** Reads one expression. Throws a SyntaxProblem for what is none. */
export function parseExpression(reader: Reader, level = 0): Expression {
  const operators = levels[level];
  if (operators === undefined) {
    return parseUnary(reader);
  }
  let left = parseExpression(reader, level + 1);
  for (;;) {
    const operator = operatorAhead(reader);
    if (operator === undefined || !operators.includes(operator)) {
      return left;
    }
    reader.take();
    const right = parseExpression(reader, level + 1);
    left = { ...placeOf(left), kind: "binary", operator, left, right };
  }
}

/** Reads a call; its name and the opening parenthesis are next. */
export function parseCall(reader: Reader): Call {
  const name = reader.takeKind("word", "a function");
  reader.takeSymbol("(");
  const base = { ...placeOf(name), kind: "call" as const, function: name.text };
  if (reader.isSymbol(")")) {
    reader.take();
    return { ...base, named: undefined, positional: undefined };
  }
  const areNamed =
    (reader.next.kind === "word" || reader.next.kind === "quoted name") &&
    reader.second.kind === "symbol" &&
    reader.second.text === ":";
  const call = areNamed
    ? { ...base, named: list(reader, parseNamed), positional: undefined }
    : { ...base, named: undefined, positional: list(reader, parseExpression) };
  reader.takeSymbol(")");
  return call;
}

function operatorAhead(reader: Reader): Operator | undefined {
  const { kind, text } = reader.next;
  const symbols: Readonly<Record<string, Operator>> = { "&&": "and", "||": "or" };
  const word = kind === "word" ? text.toLowerCase() : (symbols[text] ?? text);
  return levels.flat().find((operator) => operator === word && kind !== "string" && kind !== "quoted name");
}

function parseUnary(reader: Reader): Expression {
  const place = placeOf(reader.next);
  if (reader.isWord("not") || reader.isSymbol("!")) {
    reader.take();
    return { ...place, kind: "not", operand: parseUnary(reader) };
  }
  if (reader.isSymbol("+", "-")) {
    const negative = reader.take().text === "-";
    return { ...place, kind: "sign", negative, operand: parseUnary(reader) };
  }
  return parsePostfix(reader);
}

function parsePostfix(reader: Reader): Expression {
  let expression = parsePrimary(reader);
  for (;;) {
    const place = placeOf(expression);
    if (reader.isSymbol(".")) {
      reader.take();
      expression = { ...place, kind: "field", of: expression, field: parsePrimary(reader) };
    } else if (reader.isSymbol("[")) {
      reader.take();
      expression = { ...place, kind: "index", of: expression, index: parseExpression(reader) };
      reader.takeSymbol("]");
    } else {
      return expression;
    }
  }
}

function parsePrimary(reader: Reader): Expression {
  const { next } = reader;
  const place = placeOf(next);
  switch (next.kind) {
    case "string":
      return { ...place, kind: "string", value: reader.take().text };
    case "integer":
      return { ...place, kind: "long", value: BigInt(reader.take().text) };
    case "float":
      return { ...place, kind: "double", value: Number(reader.take().text) };
    case "quoted name":
      return { ...place, kind: "name", name: reader.take().text };
    case "message":
      return parseMessage(reader);
    case "word":
      return parseWord(reader);
    default:
      return parseBracketed(reader);
  }
}

function parseMessage(reader: Reader): Expression {
  const place = placeOf(reader.take());
  if (!reader.isSymbol(".")) {
    return { ...place, kind: "message", field: undefined };
  }
  reader.take();
  return { ...place, kind: "message", field: parsePrimary(reader) };
}

function parseWord(reader: Reader): Expression {
  const { next } = reader;
  const place = placeOf(next);
  if (next.text === "true" || next.text === "false") {
    return { ...place, kind: "boolean", value: reader.take().text === "true" };
  }
  if (reserved.has(next.text.toLowerCase())) {
    return reader.fail("an expression");
  }
  return reader.second.kind === "symbol" && reader.second.text === "("
    ? parseCall(reader)
    : { ...place, kind: "name", name: reader.take().text };
}

function parseBracketed(reader: Reader): Expression {
  const place = placeOf(reader.next);
  if (reader.isSymbol("(")) {
    reader.take();
    const inner = parseExpression(reader);
    reader.takeSymbol(")");
    return inner;
  }
  if (reader.isSymbol("[")) {
    reader.take();
    const elements = reader.isSymbol("]") ? [] : list(reader, parseExpression);
    reader.takeSymbol("]");
    return { ...place, kind: "array", elements };
  }
  if (reader.isSymbol("{")) {
    reader.take();
    const members = reader.isSymbol("}") ? [] : list(reader, parseNamed);
    reader.takeSymbol("}");
    return { ...place, kind: "map", members };
  }
  return reader.fail("an expression");
}

function parseNamed(reader: Reader): Named {
  const { kind } = reader.next;
  const name = kind === "quoted name" ? reader.take().text : reader.takeKind("word", "a name").text;
  reader.takeSymbol(":");
  return { name, value: parseExpression(reader) };
}

function list<T>(reader: Reader, item: (reader: Reader) => T): T[] {
  const items = [item(reader)];
  while (reader.isSymbol(",")) {
    reader.take();
    items.push(item(reader));
  }
  return items;
}

function placeOf({ line, position }: Place): Place {
  return { line, position };
}

import { toText } from "../../analysis/bytes.ts";
import type { CheckInput, CheckResult } from "../../analysis/check/check.ts";
import type { Finding } from "../../analysis/check/finding.ts";
import { paint, printable } from "../terminal.ts";

/** A finding as text for people: what it says of content comes as bytes. */
export const readable = (finding: Finding): Finding => ({
  ...finding,
  file: toText(finding.file),
  message: toText(finding.message),
  advice: toText(finding.advice),
});

const marks = { error: paint("red", "✗"), note: paint("yellow", "·") };

/**
 * Findings below their files, and what they come to in the last line. The line that each is about is shown, for the lab's
 * own rules are made from templates and are nowhere to be looked up.
 */
export function findingLines({ findings, rules }: CheckResult, input: CheckInput): string[] {
  const lines = linesOf(input);
  const byFile = Map.groupBy(findings.map(readable), ({ file }) => file);
  return [
    ...Array.from(byFile).flatMap(([file, inFile]) => [
      paint("bold", printable(file)),
      ...inFile.flatMap(({ severity, line, message, advice, kind }) => [
        `  ${marks[severity]} ${(line === 0 ? "" : `line ${line}`).padEnd(9)} ${printable(message)} ${paint("dim", `(${kind})`)}`,
        ...excerpt(lines.get(file)?.[line - 1]),
        `              → ${paint("cyan", printable(advice))}`,
      ]),
      "",
    ]),
    summary(findings, rules.length),
  ];
}

/** The lines of every file that was checked, as texts. */
const linesOf = ({ rules, decoders, ossecConf, consumers }: CheckInput): ReadonlyMap<string, string[]> =>
  new Map([
    ...[...rules, ...decoders, ...(ossecConf ? [ossecConf] : [])].map(
      ({ name, text }) => [toText(name), toText(text).split("\n")] as const,
    ),
    ...consumers.flatMap(({ files }) => files.map(({ name, text }) => [name, text.split("\n")] as const)),
  ]);

function excerpt(line = ""): string[] {
  const text = line.trim();
  const shortened = text.length > 120 ? `${text.slice(0, 117)}...` : text;
  return text === "" ? [] : [`              | ${paint("dim", printable(shortened))}`];
}

function summary(findings: readonly Finding[], rules: number): string {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const counted = (number: number, word: string): string => `${number} ${word}${number === 1 ? "" : "s"}`;
  const notes = findings.length - errors;
  const beside = notes > 0 ? `, and ${counted(notes, "note")}` : "";
  return errors > 0
    ? paint("red", `${counted(rules, "rule")}: ${counted(errors, "error")}${beside}.`)
    : paint("green", `${counted(rules, "rule")}: no error${beside}.`);
}

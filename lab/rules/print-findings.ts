import { toText } from "../../analysis/bytes.ts";
import type { CheckResult } from "../../analysis/check/check.ts";
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

/** Findings below their files, and what they come to in the last line. */
export function findingLines({ findings, rules }: CheckResult): string[] {
  const byFile = Map.groupBy(findings.map(readable), ({ file }) => file);
  return [
    ...Array.from(byFile).flatMap(([file, inFile]) => [
      paint("bold", printable(file)),
      ...inFile.flatMap(({ severity, line, message, advice, kind }) => [
        `  ${marks[severity]} ${(line === 0 ? "" : `line ${line}`).padEnd(9)} ${printable(message)} ${paint("dim", `(${kind})`)}`,
        `              → ${paint("cyan", printable(advice))}`,
      ]),
      "",
    ]),
    summary(findings, rules.length),
  ];
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

import { paint, printable } from "../terminal.ts";
import type { Finding } from "./finding.ts";

const marks = { ok: paint("green", "✓"), warning: paint("yellow", "!"), problem: paint("red", "✗") };

/** One finding for people: what was seen, and below it what to do. */
export function findingLines({ about, state, detail, fix }: Finding): string[] {
  const [first = "", ...more] = detail.split("\n");
  return [
    `  ${marks[state]} ${about.padEnd(20)} ${printable(first)}`,
    ...more.map((line) => `${" ".repeat(25)}${printable(line)}`),
    ...(fix === undefined ? [] : [`${" ".repeat(23)}→ ${paint("cyan", fix)}`]),
  ];
}

/** What all findings come to, in one line. */
export function summary(findings: readonly Finding[]): string {
  const count = (state: Finding["state"]): number =>
    findings.filter((finding) => finding.state === state).length;
  const [problems, warnings] = [count("problem"), count("warning")];
  const counted = (number: number, word: string): string => `${number} ${word}${number === 1 ? "" : "s"}`;
  if (problems > 0) {
    return paint("red", `${counted(problems, "problem")} and ${counted(warnings, "warning")}.`);
  }
  return warnings > 0
    ? paint("yellow", `No problem, and ${counted(warnings, "warning")}.`)
    : paint("green", "All is well.");
}

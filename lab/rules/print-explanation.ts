import type { Explanation } from "../../analysis/explain/explain.ts";
import { type LinesOptions, type RuleLine, ruleLines } from "../../analysis/explain/lines.ts";
import { paint, printable } from "../terminal.ts";

/** An explanation for people: the decoder, the fields, the rules as a tree, and what came of it. */
export function explanationLines(explanation: Explanation, options: LinesOptions): string[] {
  const { what, agent, location, decoder, fields, rules, fired, alert, notes } = explanation;
  const names = Object.keys(fields);
  const width = Math.min(40, Math.max(0, ...names.map((name) => name.length)));
  return [
    paint("bold", printable(`${what}, of agent ${agent.id} ${agent.name}, read at ${location}`)),
    `decoder  ${decoder === undefined ? "none knows it" : printable(decoder)}`,
    ...(names.length > 0 ? ["fields"] : []),
    ...names.map((name) => `  ${printable(name.padEnd(width))}  ${printable(shortened(fields[name]!))}`),
    ...(rules.length > 0 ? ["rules"] : []),
    ...ruleLines(rules, options).map(treeLine),
    fired
      ? `${paint("bold", `rule ${fired.id}, level ${fired.level}`)}: ${printable(fired.description)}`
      : paint("bold", "no rule takes it"),
    ...(fired ? [`groups   ${printable(fired.groups.join(", "))}`] : []),
    alert === undefined ? paint("yellow", "no alert is written") : paint("green", "an alert is written"),
    ...notes.map((note) => paint("dim", `note     ${printable(note)}`)),
  ];
}

const shortened = (text: string): string => (text.length > 100 ? `${text.slice(0, 97)}...` : text);

const marks = { took: paint("green", "✓"), not: paint("red", "✗"), untried: "·" };

function treeLine({ depth, result, summary, text }: RuleLine): string {
  const indent = " ".repeat(2 * depth + 2);
  return summary
    ? indent + paint("dim", `${result === "not" ? "✗" : "·"} ${printable(text)}`)
    : `${indent}${marks[result]} ${printable(text)}`;
}

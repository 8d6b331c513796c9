import type { ExplainedRule, Explanation } from "../../analysis/explain/explain.ts";
import { paint, printable } from "../terminal.ts";

/** Ids from here on are not Wazuh's own. */
const firstCustomId = 100_000;

export interface PrintOptions {
  /** Shows every rule that was tried, also those of Wazuh's own that do not take the event. */
  readonly all: boolean;
}

/** An explanation for people: the decoder, the fields, the rules as a tree, and what came of it. */
export function explanationLines(explanation: Explanation, options: PrintOptions): string[] {
  const { what, agent, location, decoder, fields, rules, fired, alert, notes } = explanation;
  const names = Object.keys(fields);
  const width = Math.min(40, Math.max(0, ...names.map((name) => name.length)));
  return [
    paint("bold", printable(`${what}, of agent ${agent.id} ${agent.name}, read at ${location}`)),
    `decoder  ${decoder === undefined ? "none knows it" : printable(decoder)}`,
    ...(names.length > 0 ? ["fields"] : []),
    ...names.map((name) => `  ${printable(name.padEnd(width))}  ${printable(shortened(fields[name]!))}`),
    ...(rules.length > 0 ? ["rules"] : []),
    ...treeLines(rules, "  ", options),
    fired
      ? `${paint("bold", `rule ${fired.id}, level ${fired.level}`)}: ${printable(fired.description)}`
      : paint("bold", "no rule takes it"),
    ...(fired ? [`groups   ${printable(fired.groups.join(", "))}`] : []),
    alert === undefined ? paint("yellow", "no alert is written") : paint("green", "an alert is written"),
    ...notes.map((note) => paint("dim", `note     ${printable(note)}`)),
  ];
}

const shortened = (text: string): string => (text.length > 100 ? `${text.slice(0, 97)}...` : text);

function treeLines(rules: readonly ExplainedRule[], indent: string, options: PrintOptions): string[] {
  return runsOf(rules, options).flatMap((run) => {
    const [first] = run as [ExplainedRule];
    return run.length > 1 || !isShown(first, options)
      ? [indent + paint("dim", summaryOf(run))]
      : [indent + ruleLine(first), ...treeLines(first.children, `${indent}  `, options)];
  });
}

/** A rule that gets a line of its own: what took the event, and what of ours did not. */
const isShown = ({ id, result }: ExplainedRule, { all }: PrintOptions): boolean =>
  all || result === "took" || (result === "not" && id >= firstCustomId);

/** Rules that follow each other and are told in one line. */
function runsOf(rules: readonly ExplainedRule[], options: PrintOptions): ExplainedRule[][] {
  const runs: ExplainedRule[][] = [];
  for (const rule of rules) {
    const last = runs.at(-1);
    if (last && !isShown(rule, options) && !isShown(last[0]!, options) && last[0]!.result === rule.result) {
      last.push(rule);
    } else {
      runs.push([rule]);
    }
  }
  return runs;
}

const marks = { took: paint("green", "✓"), not: paint("red", "✗"), untried: paint("dim", "·") };

const ruleLine = ({ id, level, description, result, why }: ExplainedRule): string =>
  `${marks[result]} ${id} (level ${level}): ${printable(why ?? description)}`;

function summaryOf(rules: readonly ExplainedRule[]): string {
  const [{ id, why = "", result }] = rules as [ExplainedRule];
  const reason = printable(why);
  if (result === "untried") {
    const ours = rules.filter((rule) => rule.id >= firstCustomId).map((rule) => String(rule.id));
    const others = rules.length - ours.length;
    const which = [...ours, ...(others > 0 ? [`${others} of Wazuh's own`] : [])];
    return `· not tried, because ${reason}: ${which.join(", ")}`;
  }
  return rules.length === 1
    ? `✗ ${id} of Wazuh's own: ${reason}`
    : `✗ ${rules.length} of Wazuh's own, the first ${id}: ${reason}`;
}

import { paint, printable } from "../terminal.ts";
import type { ListedRule } from "../../analysis/explain/list.ts";

/** Rules below their files: id, level, description, and below those the parents, groups and conditions. */
export function ruleLines(rules: readonly ListedRule[]): string[] {
  return Array.from(
    Map.groupBy(rules, ({ file }) => file),
    ([file, inFile]) => [paint("bold", printable(file)), ...inFile.flatMap(linesOf), ""],
  ).flat();
}

function linesOf({ id, level, description, parents, groups, conditions, mitre }: ListedRule): string[] {
  const detail = (name: string, text: string): string[] =>
    text === "" ? [] : [paint("dim", `              ${name.padEnd(8)} ${printable(text)}`)];
  return [
    `  ${id}  ${String(level).padStart(2)}  ${paint(level === 0 ? "dim" : "cyan", printable(description))}`,
    ...detail("below", parents),
    ...detail("if", conditions.join("; ")),
    ...detail("groups", groups.join(", ")),
    ...detail("mitre", mitre.join(", ")),
  ];
}

import type { ExplainedRule, Explanation } from "../../analysis/explain/explain.ts";
import { ruleLines } from "../../analysis/explain/lines.ts";
import { integrationGroups } from "../../components/telemetry.ts";

const marks = { took: "✓", not: "✗", untried: "·" } as const;

/** The rules that were tried, as a tree. */
export const ruleTree = ({ rules }: Explanation): string =>
  ruleLines(rules, { all: false })
    .map(({ depth, result, text }) => `${"  ".repeat(depth)}${marks[result]} ${text}`)
    .join("\n");

/** The rules that took an event one below the other: `7 → 60000 → 100722`. */
export function rulesOnTheWay({ rules }: Explanation): string {
  const ids: number[] = [];
  for (let level: readonly ExplainedRule[] = rules; level.length > 0;) {
    const taker = level.find(({ result }) => result === "took");
    ids.push(...(taker ? [taker.id] : []));
    level = taker?.children ?? [];
  }
  return ids.join(" → ");
}

/** The rule that fired, as the rest of a sentence that begins with "Rule". */
export function firedOf({ fired, alert }: Explanation): string {
  const { rule } = alert as { rule: { mitre?: { id: string[] } } };
  const techniques = rule.mitre ? ` (MITRE ATT&CK ${rule.mitre.id.join(", ")})` : "";
  return `${fired!.id} of level ${fired!.level} raises "${fired!.description.replace(/\.$/, "")}"${techniques}.`;
}

/** The group for which integratord calls custom-misp. */
export function lookedFor({ fired }: Explanation): string {
  const group = fired!.groups.find((name) => integrationGroups.includes(name));
  if (group === undefined) {
    throw new Error(
      `Rule ${fired!.id} has no group that custom-misp is called for: docs/detection.md would be wrong.`,
    );
  }
  return group;
}

/** JSON over several lines, with lists in one. */
export const shownJson = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(
    /\[\n\s+([^[\]{}]*?)\n\s+\]/g,
    (_, items: string) => `[${items.replace(/\n\s+/g, " ")}]`,
  );

/** Fields of Graylog's message that the content makes, by their names: without those of the server and the text. */
export const shownFields = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => !/^(gl2_|_id$|message$|source$|streams$)/.test(name))
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );

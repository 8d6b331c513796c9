import type { ExplainedRule } from "./explain.ts";

/** A line of the tree of rules that were tried: one rule, or several of Wazuh's own that have nothing to tell. */
export interface RuleLine {
  readonly depth: number;
  readonly result: ExplainedRule["result"];
  /** Whether it stands for rules that are of no interest here. */
  readonly summary: boolean;
  readonly text: string;
}

/** Ids from here on are not Wazuh's own. */
const firstCustomId = 100_000;

export interface LinesOptions {
  /** Shows every rule that was tried, also those of Wazuh's own that do not take the event. */
  readonly all: boolean;
}

/** The rules that were tried for an event as lines of a tree, from the template down. */
export const ruleLines = (rules: readonly ExplainedRule[], options: LinesOptions, depth = 0): RuleLine[] =>
  runsOf(rules, options).flatMap((run): RuleLine[] => {
    const [first] = run as [ExplainedRule];
    const { id, level, result, description, why } = first;
    return isShown(first, options)
      ? [
          { depth, result, summary: false, text: `${id} (level ${level}): ${why ?? description}` },
          ...ruleLines(first.children, options, depth + 1),
        ]
      : [{ depth, result, summary: true, text: summaryOf(run) }];
  });

/** A rule that gets a line of its own: what took the event, and what of ours did not. */
const isShown = ({ id, result }: ExplainedRule, { all }: LinesOptions): boolean =>
  all || result === "took" || (result === "not" && id >= firstCustomId);

/** Rules that follow each other and are told in one line. */
function runsOf(rules: readonly ExplainedRule[], options: LinesOptions): ExplainedRule[][] {
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

function summaryOf(rules: readonly ExplainedRule[]): string {
  const [{ id, why = "", result }] = rules as [ExplainedRule];
  if (result === "untried") {
    const ours = rules.filter((rule) => rule.id >= firstCustomId).map((rule) => String(rule.id));
    const others = rules.length - ours.length;
    const which = [...ours, ...(others > 0 ? [`${others} of Wazuh's own`] : [])];
    return `not tried, because ${why}: ${which.join(", ")}`;
  }
  return rules.length === 1
    ? `${id} of Wazuh's own: ${why}`
    : `${rules.length} of Wazuh's own, the first ${id}: ${why}`;
}

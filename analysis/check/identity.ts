import type { CheckedRule } from "./content.ts";
import type { Finding } from "./finding.ts";
import { stockIndex, type StockRule } from "./stock-index.ts";

/** Ids that the rules of a folder may have: the first and the last. */
export type IdRange = readonly [first: number, last: number];

/**
 * Ids that Wazuh's own rules do not take; it advises to stay below 120,000:
 * https://documentation.wazuh.com/current/user-manual/ruleset/rules/custom.html
 */
export const customIds: IdRange = [100_000, 999_999];

const overwrites = ({ element }: CheckedRule): boolean => element.attributes.get("overwrite") === "yes";

/** Rules whose id is outside the range, or is another rule's. */
export function idFindings(rules: readonly CheckedRule[], range: IdRange): Finding[] {
  const seen = new Map<number, CheckedRule>();
  return rules.flatMap((rule) => {
    const before = seen.get(rule.id) ?? stockIndex.get(rule.id);
    seen.set(rule.id, seen.get(rule.id) ?? rule);
    const finding = findingOf(rule, before, range);
    return finding ? [finding] : [];
  });
}

function findingOf(
  rule: CheckedRule,
  before: CheckedRule | StockRule | undefined,
  [first, last]: IdRange,
): Finding | undefined {
  const { id, file, line } = rule;
  const place = { severity: "error", file, line, rule: id } as const;
  if (overwrites(rule)) {
    return before
      ? undefined
      : {
          ...place,
          kind: "unknown-parent",
          message: `Rule ${id} overwrites a rule that does not exist.`,
          advice: 'Take overwrite="yes" out, or mend the id.',
        };
  }
  if (before) {
    const where = "line" in before ? `${before.file}, line ${before.line}` : `Wazuh's own ${before.file}`;
    return {
      ...place,
      kind: "duplicate-id",
      message: `Rule ${id} is there already (${where}): Wazuh takes the first and leaves this one out.`,
      advice: `Give it a free id from ${first} to ${last}.`,
    };
  }
  return id >= first && id <= last
    ? undefined
    : {
        ...place,
        kind: "id-range",
        message: `Rule ${id} is outside the range ${first} to ${last}.`,
        advice: "Give it a free id in the range: others belong to Wazuh, or to other content.",
      };
}

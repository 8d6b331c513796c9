import { groupMatcher } from "../rules/tree.ts";
import { type CheckedRule, textOf } from "./content.ts";
import type { Finding } from "./finding.ts";
import type { StockRule, StockRules } from "./stock-index.ts";

/** Groups that name a requirement of a standard, which the table of stock rules leaves out. */
const standards = /^\^?(pci_dss|cis|gdpr|gpg13|hipaa|nist_800_53|tsc)_/;

/**
 * Parents that a rule names and that are not there. Wazuh says so in a warning and leaves the rule out, and with it every
 * rule below it. The rules come in the order that Wazuh reads them: a parent has to be read first.
 */
export function parentFindings(rules: readonly CheckedRule[], stock: StockRules): Finding[] {
  const read: Pick<StockRule, "id" | "level" | "groups">[] = [...stock.values()];
  const later = new Map(rules.map((rule) => [rule.id, rule]));
  const known = new Set(stock.keys());
  return rules.flatMap((rule) => {
    const findings = [
      ...idsIn(rule).flatMap(([name, id]) => (known.has(id) ? [] : [missing(rule, name, id, later.get(id))])),
      ...groupsIn(rule, read),
      ...levelIn(rule, read),
    ];
    known.add(rule.id);
    read.push(rule);
    return findings;
  });
}

/** Every id that the rule's elements name, with the element's name. */
const idsIn = ({ element }: CheckedRule): [string, number][] =>
  ["if_sid", "if_matched_sid"].flatMap((name) =>
    (textOf(element, name) ?? "")
      .split(/[ ,]+/)
      .filter((id) => /^\d+$/.test(id))
      .map((id): [string, number] => [name, Number(id)]),
  );

function missing(rule: CheckedRule, name: string, id: number, later: CheckedRule | undefined): Finding {
  const { file, line } = rule;
  const place = { severity: "error", file, line, rule: rule.id } as const;
  return later && later !== rule
    ? {
        ...place,
        kind: "late-parent",
        message: `Rule ${rule.id} names ${id} in <${name}>, which Wazuh reads only later (${later.file}, line ${later.line}): it does not find it, and leaves rule ${rule.id} out.`,
        advice: `Put rule ${id} before it. Wazuh reads files by their names, and each from its beginning.`,
      }
    : {
        ...place,
        kind: "unknown-parent",
        message: `Rule ${rule.id} names ${id} in <${name}>, and no such rule exists: Wazuh leaves rule ${rule.id} out.`,
        advice:
          "Name a rule that is there, in the stock rules of Wazuh 4.14 or in a file that is read before.",
      };
}

type Read = readonly Pick<StockRule, "level" | "groups">[];

/** Wazuh looks for a name of if_group anywhere in a group list; for if_matched_group it compares in the same way. */
function groupsIn({ element, id, file, line }: CheckedRule, read: Read): Finding[] {
  return ["if_group", "if_matched_group"].flatMap((name): Finding[] => {
    const text = textOf(element, name);
    if (text === undefined || standards.test(text)) {
      return [];
    }
    const matches = groupMatcher(text);
    return read.some(({ groups }) => matches(`${groups.join(",")},`))
      ? []
      : [
          {
            kind: "unknown-parent",
            severity: "error",
            file,
            line,
            rule: id,
            message: `Rule ${id} names the group ${text} in <${name}>, which no rule before it has: ${name === "if_group" ? `Wazuh leaves rule ${id} out` : `rule ${id} never fires`}.`,
            advice: `Mend the name${likelyGroup(text, read)}.`,
          },
        ];
  });
}

function levelIn({ element, id, file, line }: CheckedRule, read: Read): Finding[] {
  const level = textOf(element, "if_level");
  return level === undefined || !/^\d+$/.test(level) || read.some((rule) => rule.level >= Number(level))
    ? []
    : [
        {
          kind: "unknown-parent",
          severity: "error",
          file,
          line,
          rule: id,
          message: `Rule ${id} names level ${level} in <if_level>, which no rule reaches: Wazuh leaves it out.`,
          advice: "Name a level that there is.",
        },
      ];
}

const bare = (group: string): string => group.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

/** A group that is written almost like one: `sysmon_event_22` for `sysmon_event22`. */
export function likelyGroup(text: string, read: Read): string {
  const found = read
    .flatMap(({ groups }) => groups)
    .find((group) => bare(group) === bare(text) && group !== text);
  return found === undefined ? "" : `: there is ${found}`;
}

import type { ContentFile } from "../analysis.ts";
import { parseXml, type XmlElement, XmlError } from "../xml.ts";
import { type CheckedRule, textOf } from "./content.ts";
import type { Finding } from "./finding.ts";
import { likelyGroup } from "./parents.ts";
import type { StockRules } from "./stock-index.ts";
import { baseName } from "./tree.ts";

/** What the check reads of ossec.conf. */
export interface CheckedConf {
  readonly file: string;
  /** The level from which alerts are written: 1 where it is not said. */
  readonly alertLevel: number;
  readonly integrations: readonly XmlElement[];
  /** Files of stock rules that are left out. */
  readonly excluded: readonly string[];
  /** Paths of the lists that it names. */
  readonly lists: readonly string[];
  readonly findings: readonly Finding[];
}

/** Integrations that come with Wazuh; any other is called `custom-...`. */
const ownIntegrations = new Set(["slack", "pagerduty", "virustotal", "shuffle", "maltiverse"]);

/** Reads what the check needs of ossec.conf. */
export function readConf({ name: file, text }: ContentFile): CheckedConf {
  try {
    const sections = parseXml(text).flatMap((root) => root.children);
    const inRuleset = (element: string): string[] =>
      sections
        .filter(({ name }) => name === "ruleset")
        .flatMap(({ children }) => children.filter(({ name }) => name === element))
        .map(({ content }) => content);
    const levels = sections
      .filter(({ name }) => name === "alerts")
      .map((alerts) => Number(textOf(alerts, "log_alert_level") ?? 1));
    return {
      file,
      alertLevel: levels.at(-1) ?? 1,
      integrations: sections.filter(({ name }) => name === "integration"),
      excluded: inRuleset("rule_exclude").map(baseName),
      lists: inRuleset("list"),
      findings: [],
    };
  } catch (error) {
    if (!(error instanceof XmlError)) {
      throw error;
    }
    const finding = {
      kind: "xml",
      severity: "error",
      file,
      line: error.line,
      message: `Wazuh's XML reader refuses the file, and the manager does not start: ${error.message.replace(/^XMLERR: /, "")}`,
      advice: "Mend the XML as Wazuh reads it: no declaration, no entities, every element closed.",
    } as const;
    return { file, alertLevel: 1, integrations: [], excluded: [], lists: [], findings: [finding] };
  }
}

/**
 * What is wrong with `<integration>` blocks. integratord compares each name of `<group>` exactly with the groups of an
 * alert's rule, trims nothing, and sees only alerts that are written: a name that no such rule has is never called for.
 *
 * @param returned groups of the alerts that integrations' own events raise: an integration that is called for them answers
 *   its own answers without end
 */
export function integrationFindings(
  { file, alertLevel, integrations }: CheckedConf,
  rules: readonly CheckedRule[],
  stock: StockRules,
  returned: ReadonlySet<string>,
): Finding[] {
  const alerting = [...stock.values(), ...rules].filter(({ level }) => level >= Math.max(1, alertLevel));
  const carried = new Set(alerting.flatMap(({ groups }) => groups));
  return integrations.flatMap((integration) => {
    const name = textOf(integration, "name");
    const place = { severity: "error", file } as const;
    const findings: Finding[] = [];
    if (name === undefined || (!name.startsWith("custom-") && !ownIntegrations.has(name))) {
      findings.push({
        ...place,
        kind: "integration",
        line: integration.line,
        message: `The <integration> is called ${name ?? "nothing"}, and integratord runs only its own and those that begin with custom-.`,
        advice: "Call it custom-..., as the program in integrations/ is called.",
      });
    }
    if (textOf(integration, "alert_format") !== "json") {
      findings.push({
        ...place,
        kind: "integration",
        line: integration.line,
        message: `The <integration> ${name ?? ""} gets alerts as six lines of text, and not as JSON.`,
        advice: "Write <alert_format>json</alert_format>.",
      });
    }
    const group = integration.children.findLast((child) => child.name === "group");
    for (const one of group?.content.split(",") ?? []) {
      if (returned.has(one)) {
        findings.push({
          ...place,
          kind: "integration",
          line: group!.line,
          message: `<group> names "${one}", which the alerts of ${name ?? "the integration"}'s own events have: it would be called for what it returned.`,
          advice: "Take it out, and give the rules that are meant a group of their own.",
        });
      }
      if (!carried.has(one)) {
        findings.push({
          ...place,
          kind: "group-nobody-has",
          line: group!.line,
          message: `<group> names "${one}", which is no group of a rule of level ${alertLevel} or more: integratord compares it exactly, and never calls ${name ?? "the integration"} for it.`,
          advice: carried.has(one.trim())
            ? "Take the blanks out: integratord trims nothing."
            : `Mend the name${likelyGroup(one, alerting)}, or take it out.`,
        });
      }
    }
    return findings;
  });
}

/** Lists that rules ask and that ossec.conf does not name: Wazuh goes on without such a rule. */
export function listFindings({ lists }: CheckedConf, rules: readonly CheckedRule[]): Finding[] {
  return rules.flatMap(({ id, file, element }) =>
    element.children
      .filter(({ name, content }) => name.toLowerCase() === "list" && !lists.includes(content))
      .map(({ line, content }): Finding => ({
        kind: "unknown-list",
        severity: "error",
        file,
        line,
        rule: id,
        message: `Rule ${id} asks the list ${content}, which ossec.conf does not name: Wazuh leaves the rule out.`,
        advice: `Put <list>${content}</list> into <ruleset>.`,
      })),
  );
}

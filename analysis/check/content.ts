import type { ContentFile } from "../analysis.ts";
import { RefusedContent, UnsupportedContent } from "../problems.ts";
import { readRule } from "../rules/read.ts";
import { Report } from "../rules/report.ts";
import { groupNames, type Rule } from "../rules/rule.ts";
import { applyVariables } from "../xml-variables.ts";
import { parseXml, type XmlElement, XmlError } from "../xml.ts";
import type { Finding, FindingKind } from "./finding.ts";
import { rulePatterns } from "./patterns.ts";

/** A rule of a file that is checked. */
export interface CheckedRule {
  readonly id: number;
  readonly level: number;
  readonly file: string;
  readonly line: number;
  readonly element: XmlElement;
  /** Its groups: those of the <group name=""> first. */
  readonly groups: readonly string[];
  /** As analysisd holds it; undefined where it does not take it, or this library cannot. */
  readonly rule: Rule | undefined;
}

export interface RuleFileReading {
  readonly rules: readonly CheckedRule[];
  readonly findings: readonly Finding[];
}

/** The elements of a file, or what keeps Wazuh's reader from them. */
export function elementsOf({ name: file, text }: ContentFile): XmlElement[] | Finding {
  try {
    return applyVariables(parseXml(text));
  } catch (error) {
    if (!(error instanceof XmlError)) {
      throw error;
    }
    return {
      kind: "xml",
      severity: "error",
      file,
      line: error.line,
      message: `Wazuh's XML reader refuses the file: ${error.message.replace(/^XMLERR: /, "")}`,
      advice:
        "Mend the XML as Wazuh reads it: no declaration, no entities, every element closed; write < as \\< where it is text.",
    };
  }
}

/** The content of a rule's elements of one name, put together as Wazuh does. */
export const textOf = ({ children }: XmlElement, name: string): string | undefined => {
  const found = children.filter((child) => child.name.toLowerCase() === name);
  return found.length === 0 ? undefined : found.map(({ content }) => content).join("");
};

/** Reads a file rule by rule: one that is wrong does not keep the others from being read. */
export function readRuleFile(file: ContentFile): RuleFileReading {
  const roots = elementsOf(file);
  if (!Array.isArray(roots)) {
    return { rules: [], findings: [roots] };
  }
  const reader = new RuleFileReader(file.name);
  roots.forEach((root) => {
    reader.group(root);
  });
  return reader;
}

class RuleFileReader {
  readonly rules: CheckedRule[] = [];
  readonly findings: Finding[] = [];
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  group(group: XmlElement): void {
    const groupName = group.attributes.get("name");
    if (group.name.toLowerCase() !== "group" || groupName === undefined) {
      this.#error(
        "refused",
        group.line,
        `<${group.name}> is no <group name="...">, and analysisd does not start.`,
        {
          advice: "Put the rules into a <group> with a name, and nothing else beside it.",
        },
      );
    } else if (group.children.length === 0) {
      this.#error("empty-group", group.line, "The <group> holds no rule, and analysisd does not start.", {
        advice: "Take the element out, or put a rule into it.",
      });
    } else {
      group.children.forEach((element, index) => {
        this.#rule(element, index, groupName);
      });
    }
  }

  #rule(element: XmlElement, index: number, groupName: string): void {
    const { line } = element;
    const id = element.attributes.get("id");
    const level = element.attributes.get("level");
    if (element.name.toLowerCase() !== "rule") {
      this.#error(
        "refused",
        line,
        `<${element.name}> stands where only <rule> may, and analysisd does not start.`,
        {
          advice: "Take it out of the <group>.",
        },
      );
    } else if (id === undefined || !/^\d{1,6}$/.test(id)) {
      this.#error("no-id", line, "The rule has no id of one to six digits, and analysisd does not start.", {
        advice: 'Give it one: <rule id="..." level="...">.',
      });
    } else if (level === undefined || !/^\d+$/.test(level)) {
      this.#error("no-level", line, `Rule ${id} has no level, and analysisd does not start.`, {
        rule: Number(id),
        advice: 'Give it one from 0, which raises no alert, to 15: level="3".',
      });
    } else {
      this.#readRule(element, index, groupName, { id: Number(id), level: Number(level) });
    }
  }

  #readRule(
    element: XmlElement,
    index: number,
    groupName: string,
    { id, level }: { id: number; level: number },
  ): void {
    const patterns = rulePatterns(element, { file: this.#file, rule: id });
    this.findings.push(...patterns);
    const readable = !patterns.some(({ kind }) => kind === "pattern" || kind === "not-checked");
    const rule = readable ? this.#asWazuh(element, index, groupName, id) : undefined;
    const groups = groupNames(groupName + (textOf(element, "group") ?? "").replaceAll("\n", ""));
    this.rules.push({ id, level, file: this.#file, line: element.line, element, groups, rule });
  }

  #asWazuh(element: XmlElement, index: number, groupName: string, id: number): Rule | undefined {
    const report = new Report(this.#file);
    try {
      const rule = readRule(element, index, groupName, report);
      for (const { message } of report.problems) {
        this.#refused(element.line, id, message);
      }
      return rule;
    } catch (error) {
      if (error instanceof RefusedContent) {
        for (const { message } of error.problems) {
          this.#refused(element.line, id, `${message.replace(/\.$/, "")}, and analysisd does not start.`);
        }
      } else if (error instanceof UnsupportedContent) {
        const [, construct = "something"] = / uses (.*?), which /.exec(error.message) ?? [];
        this.findings.push({
          kind: "not-checked",
          severity: "note",
          file: this.#file,
          line: element.line,
          rule: id,
          message: `Rule ${id} uses ${construct}, which Wazuh takes and this check cannot follow.`,
          advice: "Try it on a real manager, with `lab rules explain --stack`.",
        });
      } else {
        throw error;
      }
      return undefined;
    }
  }

  #refused(line: number, rule: number, message: string): void {
    this.#error("refused", line, message, { rule, advice: "Mend it: these are Wazuh's own words." });
  }

  #error(kind: FindingKind, line: number, message: string, more: { rule?: number; advice: string }): void {
    this.findings.push({ kind, severity: "error", file: this.#file, line, message, ...more });
  }
}

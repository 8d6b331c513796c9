import type { Problem } from "../problems.ts";
import { applyVariables } from "../xml-variables.ts";
import { parseXml, type XmlElement, XmlError } from "../xml.ts";
import { attributesOf } from "./attributes.ts";
import { Draft } from "./draft.ts";
import { readOption } from "./options.ts";
import { Report } from "./report.ts";
import type { Rule } from "./rule.ts";

/** What a file of rules holds, and what Wazuh has to say about it while it still starts. */
export interface RuleFile {
  readonly rules: readonly Rule[];
  readonly problems: readonly Problem[];
}

/**
 * Reads a file of rules (its bytes, see bytes.ts). Throws RefusedContent where Wazuh would not start with it, and
 * UnsupportedContent where this library cannot do what it says.
 */
export function readRules(text: string, file: string): RuleFile {
  const report = new Report(file);
  const rules = parse(text, report).flatMap((group) => readGroup(group, report));
  return { rules, problems: report.problems };
}

function parse(text: string, report: Report): readonly XmlElement[] {
  try {
    const roots = applyVariables(parseXml(text));
    if (roots.length === 0 && text !== "") {
      report.refuse(`(1202): Configuration error at '${report.file}'.`);
    }
    return roots;
  } catch (error) {
    if (error instanceof XmlError) {
      report.refuse(
        `(1226): Error reading XML file '${report.file}': ${error.message} (line ${error.line}).`,
      );
    }
    throw error;
  }
}

function readGroup(group: XmlElement, report: Report): Rule[] {
  if (group.name.toLowerCase() !== "group") {
    report.refuse(`rules_op: Invalid root element "${group.name}".Only "group" is allowed`);
  }
  const [attribute, ...more] = group.attributes;
  if (attribute?.[0].toLowerCase() !== "name" || more.length > 0) {
    report.refuse(`rules_op: Invalid root element '${group.name}'.Only the group name is allowed`);
  }
  if (group.children.length === 0) {
    report.refuse(`Group '${group.name}' without any rule.`);
  }
  return group.children
    .map((element, index) => readRule(element, index, attribute[1], report))
    .filter((rule) => rule !== undefined);
}

/** Reads the element that is the `index`th of its group; undefined where Wazuh goes on without the rule. */
export function readRule(
  element: XmlElement,
  index: number,
  groupName: string,
  report: Report,
): Rule | undefined {
  if (element.name.toLowerCase() !== "rule") {
    report.refuse(`Invalid configuration. '${element.name}' is not a valid element.`);
  }
  const attributes = attributesOf(element, index, report);
  const { id } = attributes;
  if (element.children.length === 0) {
    report.refuse(
      `Rule '${id}' without any option. It may lead to false positives and some other problems for the system. Exiting.`,
      id,
    );
  }
  const draft = new Draft(attributes, groupName, report);
  for (const option of element.children) {
    readOption(option, draft, id, report);
    if (draft.ignored) {
      return undefined;
    }
  }
  return draft.finish();
}

import type { ContentFile } from "../analysis.ts";
import { toText } from "../bytes.ts";
import { type CheckedRule, readRuleFile, textOf } from "../check/content.ts";

/** A rule as a reader wants to see it. */
export interface ListedRule {
  readonly id: number;
  readonly level: number;
  /** The rules, the level or the group that it is a child of; none for a root. */
  readonly parents: string;
  readonly groups: readonly string[];
  /** Conditions as they are written: `integration: ^misp$`. */
  readonly conditions: readonly string[];
  readonly description: string;
  /** Ids of techniques of MITRE ATT&CK. */
  readonly mitre: readonly string[];
  readonly file: string;
  readonly line: number;
}

/** Every rule of some files, in the order that Wazuh reads them. */
export const listRules = (files: readonly ContentFile[]): ListedRule[] =>
  files.flatMap((file) => readRuleFile(file).rules.map(listed));

function listed({ id, level, file, line, element, groups }: CheckedRule): ListedRule {
  const text = (name: string): string => toText(textOf(element, name) ?? "");
  const of = (name: string) => element.children.filter((child) => child.name === name);
  const { frequency, timeframe } = Object.fromEntries(element.attributes);
  return {
    id,
    level,
    parents: text("if_sid") || text("if_group") || (text("if_level") && `level ${text("if_level")}`),
    groups: groups.map(toText),
    conditions: [
      ...of("decoded_as").map(({ content }) => `decoder ${content}`),
      ...of("field").map(({ attributes, content }) => toText(`${attributes.get("name") ?? ""}: ${content}`)),
      ...["match", "regex", "program_name", "location"].flatMap((name) =>
        of(name).map(({ content }) => toText(`${name}: ${content}`)),
      ),
      ...(frequency === undefined
        ? []
        : [
            `${frequency} events in ${timeframe ?? "360"} s of ${
              text("if_matched_group") || text("if_matched_sid")
            }${comparisons(element.children)}`,
          ]),
    ],
    description: text("description"),
    mitre: of("mitre").flatMap(({ children }) => children.map(({ content }) => content)),
    file: toText(file),
    line,
  };
}

const comparisons = (children: CheckedRule["element"]["children"]): string =>
  children
    .filter(({ name }) => /^(same|different|not_same)_/.test(name))
    .map(({ name, content }) =>
      name.startsWith("same_") ? `, the same ${content || name}` : `, another ${content || name}`,
    )
    .join("");

import { Expression } from "../../../analysis/expressions/expression.ts";
import type { XmlElement } from "../../../analysis/xml.ts";
import { checkChildren } from "./elements.ts";

/** A folder of rules or decoders, and the osregex that a file's path has to match. */
export interface ContentFolder {
  readonly path: string;
  readonly pattern: Expression;
}

/** The `<ruleset>` of ossec.conf. Paths are below Wazuh's folder. */
export interface Ruleset {
  readonly ruleFolders: readonly ContentFolder[];
  readonly decoderFolders: readonly ContentFolder[];
  readonly ruleFiles: readonly string[];
  readonly decoderFiles: readonly string[];
  readonly excludedRules: readonly string[];
  readonly excludedDecoders: readonly string[];
  /** Lists of keys that rules ask. */
  readonly lists: readonly string[];
}

const known = new Set([
  "rule_include",
  "rule_dir",
  "list",
  "decoder_include",
  "decoder_dir",
  "rule_exclude",
  "decoder_exclude",
]);

export const stockRuleFolder = "ruleset/rules";
const stockDecoderFolder = "ruleset/decoders";

/** Reads all `<ruleset>` sections as one; without a folder said, Wazuh takes its own. */
export function readRuleset(sections: readonly XmlElement[]): Ruleset {
  sections.forEach((section) => {
    checkChildren(section, known);
  });
  const elements = sections.flatMap((section) => section.children);
  const named = (name: string) => elements.filter((element) => element.name === name);
  const contents = (name: string) => named(name).map((element) => element.content);
  const folders = (name: string, usual: string): ContentFolder[] => {
    const said = named(name).map(({ content, attributes }) => folder(content, attributes.get("pattern")));
    return said.length > 0 ? said : [folder(usual)];
  };
  const inFolder = (path: string, usual: string) => (path.includes("/") ? path : `${usual}/${path}`);
  return {
    ruleFolders: folders("rule_dir", stockRuleFolder),
    decoderFolders: folders("decoder_dir", stockDecoderFolder),
    ruleFiles: contents("rule_include").map((path) => inFolder(path, stockRuleFolder)),
    decoderFiles: contents("decoder_include").map((path) => inFolder(path, stockDecoderFolder)),
    excludedRules: contents("rule_exclude"),
    excludedDecoders: contents("decoder_exclude"),
    lists: contents("list"),
  };
}

const folder = (path: string, pattern = ".xml$"): ContentFolder => ({
  path: path.replace(/\/+$/, ""),
  pattern: new Expression("osregex", pattern),
});

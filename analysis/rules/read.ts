import type { Category } from "../decoders/decoder.ts";
import {
  Expression,
  type ExpressionType,
  PatternUnsupported,
  SyntaxRefused,
} from "../expressions/expression.ts";
import { ipExpression } from "../expressions/ip.ts";
import { type Problem, RefusedContent, UnsupportedContent } from "../problems.ts";
import { parseXml, type XmlElement, XmlError } from "../xml.ts";
import { applyVariables } from "../xml-variables.ts";
import { attributesOf, type RuleAttributes } from "./attributes.ts";
import { comparisonOf, textNamed } from "./reads.ts";
import { type Comparison, type Condition, noOptions, type Rule, type RuleOptions } from "./rule.ts";

/** What a file of rules holds, and what Wazuh has to say about it while it still starts. */
export interface RuleFile {
  readonly rules: readonly Rule[];
  readonly problems: readonly Problem[];
}

const categories = new Set<string>(["firewall", "ids", "syslog", "web-log", "squid", "windows", "ossec"]);

/** Elements that hold an expression over one text of the event, and the language that they are in when it is not said. */
const expressions: Readonly<Record<string, ExpressionType>> = {
  match: "osmatch",
  regex: "osregex",
  program_name: "osmatch",
  hostname: "osmatch",
  location: "osmatch",
  user: "osmatch",
  url: "osmatch",
  id: "osmatch",
  status: "osmatch",
  data: "osmatch",
  extra_data: "osmatch",
  protocol: "osmatch",
  system_name: "osmatch",
  srcport: "osmatch",
  dstport: "osmatch",
};

/** Elements that Wazuh knows and this library does not. */
const unsupported = new Set([
  "time",
  "weekday",
  "list",
  "compiled_rule",
  "if_fts",
  "check_diff",
  "check_if_ignored",
  "ignore",
  "if_matched_regex",
  "srcgeoip",
  "dstgeoip",
  "same_srcgeoip",
  "same_dstgeoip",
  "different_srcgeoip",
  "different_dstgeoip",
]);

const staticNames = new Set([
  "srcip",
  "dstip",
  "srcgeoip",
  "dstgeoip",
  "srcport",
  "dstport",
  "user",
  "srcuser",
  "dstuser",
  "url",
  "id",
  "data",
  "extra_data",
  "status",
  "protocol",
  "system_name",
  "action",
]);

/**
 * Reads a file of rules (its bytes, see bytes.ts). Throws RefusedContent where Wazuh would not start with it, and
 * UnsupportedContent where this library cannot do what it says.
 */
export function readRules(text: string, file: string): RuleFile {
  return new RuleFileReader(file).read(text);
}

/** What the elements of a rule have said so far. */
interface Draft {
  groups: string;
  description?: string;
  category: Category;
  decodedAs?: string;
  sid?: string;
  level?: number;
  group?: string;
  matchedSid?: number;
  matchedGroup?: string;
  global: boolean;
  skip: boolean;
  /** Several elements of one name make one expression, their contents put together. */
  readonly expressions: Map<string, { type: ExpressionType; pattern: string; negate: boolean }>;
  readonly addresses: Map<string, { values: string[]; negate: boolean }>;
  readonly fields: Condition[];
  readonly same: Comparison[];
  readonly different: Comparison[];
  options: RuleOptions;
  readonly mitre: string[];
  info?: string;
  cve?: string;
}

class RuleFileReader {
  readonly #file: string;
  readonly #rules: Rule[] = [];
  readonly #problems: Problem[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  read(text: string): RuleFile {
    for (const group of this.#parse(text)) {
      this.#readGroup(group);
    }
    return { rules: this.#rules, problems: this.#problems };
  }

  #parse(text: string): readonly XmlElement[] {
    try {
      const roots = applyVariables(parseXml(text));
      if (roots.length === 0 && text !== "") {
        this.#refuse(`(1202): Configuration error at '${this.#file}'.`);
      }
      return roots;
    } catch (error) {
      if (error instanceof XmlError) {
        this.#refuse(
          `(1226): Error reading XML file '${this.#file}': ${error.message} (line ${error.line}).`,
        );
      }
      throw error;
    }
  }

  #refuse(message: string, rule?: number): never {
    throw new RefusedContent([...this.#problems, this.#problem("ERROR", message, rule)]);
  }

  #warn(message: string, rule: number): void {
    this.#problems.push(this.#problem("WARNING", message, rule));
  }

  #problem(level: Problem["level"], message: string, rule?: number): Problem {
    return { level, message, file: this.#file, ...(rule !== undefined && { rule }) };
  }

  #readGroup(group: XmlElement): void {
    if (group.name.toLowerCase() !== "group") {
      this.#refuse(`rules_op: Invalid root element "${group.name}".Only "group" is allowed`);
    }
    const [attribute, ...more] = group.attributes;
    if (attribute?.[0].toLowerCase() !== "name" || more.length > 0) {
      this.#refuse(`rules_op: Invalid root element '${group.name}'.Only the group name is allowed`);
    }
    if (group.children.length === 0) {
      this.#refuse(`Group '${group.name}' without any rule.`);
    }
    for (const [index, element] of group.children.entries()) {
      if (element.name.toLowerCase() !== "rule") {
        this.#refuse(`Invalid configuration. '${element.name}' is not a valid element.`);
      }
      const attributes = attributesOf(element, index, {
        refuse: (message) => this.#refuse(message),
        warn: (message, id) => this.#warn(message, id),
      });
      const rule = this.#readRule(element, attributes, attribute[1]);
      if (rule) {
        this.#rules.push(rule);
      }
    }
  }

  #readRule(element: XmlElement, attributes: RuleAttributes, groupName: string): Rule | undefined {
    const { id } = attributes;
    if (element.children.length === 0) {
      this.#refuse(
        `Rule '${id}' without any option. It may lead to false positives and some other problems for the system. Exiting.`,
        id,
      );
    }
    const draft: Draft = {
      groups: groupName,
      category: "syslog",
      global: false,
      skip: false,
      expressions: new Map(),
      addresses: new Map(),
      fields: [],
      same: [],
      different: [],
      options: noOptions,
      mitre: [],
    };
    for (const option of element.children) {
      this.#readOption(option, draft, id);
      if (draft.skip) {
        return undefined;
      }
    }
    return this.#finish(draft, attributes);
  }

  #readOption(element: XmlElement, draft: Draft, id: number): void {
    const name = element.name.toLowerCase();
    const { content } = element;
    const language = expressions[name];
    if (language !== undefined || name === "action") {
      this.#addExpression(element, draft, name, language ?? "osmatch", id);
    } else if (name === "field") {
      draft.fields.push(this.#field(element, id));
    } else if (name === "srcip" || name === "dstip") {
      const before = draft.addresses.get(name)?.values ?? [];
      draft.addresses.set(name, { values: [...before, content], negate: this.#negate(element, id) });
    } else if (unsupported.has(name)) {
      throw new UnsupportedContent(`Rule ${id} in ${this.#file}`, `<${element.name}>`);
    } else if (name === "same_agent" || name === "not_same_agent") {
      this.#warn(`Detected a deprecated field option for rule, ${name} is not longer available.`, id);
    } else if (name.startsWith("same_") || name.startsWith("different_") || name.startsWith("not_same_")) {
      this.#addComparison(element, draft, name, id);
    } else if (!this.#readPlain(name, element, draft, id)) {
      this.#refuse(`Invalid option '${element.name}' for rule '${id}'.`, id);
    }
  }

  #readPlain(name: string, { content, children }: XmlElement, draft: Draft, id: number): boolean {
    switch (name) {
      case "decoded_as":
        draft.decodedAs = content;
        return true;
      case "category":
        if (!categories.has(content)) {
          this.#refuse(`(1273): Invalid category '${content}' chosen.`, id);
        }
        draft.category = content as Category;
        return true;
      case "group":
        draft.groups += content.replaceAll("\n", "");
        return true;
      case "description":
        draft.description = (draft.description ?? "") + content.replace("\n", " ");
        return true;
      case "info":
        draft.info = (draft.info ?? "") + content;
        return true;
      case "cve":
        draft.cve = (draft.cve ?? "") + content;
        return true;
      case "if_sid":
        draft.sid = (draft.sid ?? "") + content;
        return true;
      case "if_group":
        draft.group = (draft.group ?? "") + content;
        return true;
      case "if_level":
      case "if_matched_sid":
        this.#readNumber(name, content, draft, id);
        return true;
      case "if_matched_group":
        draft.matchedGroup = (draft.matchedGroup ?? "") + content;
        return true;
      case "global_frequency":
        draft.global = true;
        return true;
      case "options":
        draft.options = this.#options(content, draft.options, id);
        return true;
      case "mitre":
        draft.mitre.push(...children.filter((child) => child.name === "id").map((child) => child.content));
        return true;
      default:
        return false;
    }
  }

  #readNumber(name: "if_level" | "if_matched_sid", content: string, draft: Draft, id: number): void {
    if (!/^\d+$/.test(content)) {
      const code = name === "if_level" ? "7609" : "7615";
      this.#warn(`(${code}): Invalid '${name}' value: '${content}'. Rule '${id}' will be ignored.`, id);
      draft.skip = true;
    } else if (name === "if_level") {
      draft.level = Number(content);
    } else {
      draft.matchedSid = Number(content);
    }
  }

  #options(content: string, options: RuleOptions, id: number): RuleOptions {
    switch (content) {
      case "no_full_log":
        return { ...options, noFullLog: true };
      case "no_counter":
        return { ...options, noCounter: true };
      case "log_alert":
      case "no_log":
        return { ...options, log: content === "log_alert" };
      case "alert_by_email":
      case "no_email_alert":
        return { ...options, mail: content === "alert_by_email" };
      case "no_ar":
        return options;
      default:
        this.#problems.push(
          this.#problem("ERROR", `(1235): Invalid value for element 'options': ${content}.`, id),
        );
        return this.#refuse(`Invalid option 'options' for rule '${id}'.`, id);
    }
  }

  #negate(element: XmlElement, id: number): boolean {
    const value = element.attributes.get("negate");
    if (value !== undefined && !/^(yes|no)$/i.test(value)) {
      this.#warn(`(7600): Invalid value '${value}' for attribute 'negate' in rule ${id}.`, id);
    }
    return value?.toLowerCase() === "yes";
  }

  #type(element: XmlElement, usual: ExpressionType, id: number): ExpressionType {
    const value = element.attributes.get("type")?.toLowerCase();
    if (value === "osregex" || value === "osmatch" || value === "pcre2") {
      return value;
    }
    if (value !== undefined) {
      this.#warn(`(7600): Invalid value '${value}' for attribute 'type' in rule ${id}.`, id);
    }
    return usual;
  }

  #addExpression(element: XmlElement, draft: Draft, name: string, usual: ExpressionType, id: number): void {
    const pattern = (draft.expressions.get(name)?.pattern ?? "") + element.content;
    const exact = name === "action" && !element.attributes.has("type");
    draft.expressions.set(name, {
      type: this.#type(element, usual, id),
      // Without a type, Wazuh compares an action as a whole.
      pattern: exact ? `^${pattern}$` : pattern,
      negate: this.#negate(element, id),
    });
  }

  #compile(tag: string, type: ExpressionType, pattern: string, negate: boolean, id: number): Expression {
    try {
      return new Expression(type, pattern, negate);
    } catch (error) {
      if (error instanceof SyntaxRefused) {
        this.#refuse(`(5107): Syntax error on tag '${tag}' in rule ${id}`, id);
      }
      if (error instanceof PatternUnsupported) {
        throw new UnsupportedContent(`<${tag}> of rule ${id} in ${this.#file}`, error.message);
      }
      throw error;
    }
  }

  #field(element: XmlElement, id: number): Condition {
    const name = element.attributes.get("name");
    if (name === undefined) {
      this.#refuse(`Failure to read rule ${id}. No such attribute 'name' for field.`, id);
    }
    if (staticNames.has(name.toLowerCase())) {
      this.#refuse(`Failure to read rule ${id}. Field '${name}' is static.`, id);
    }
    const type = this.#type(element, "osregex", id);
    const expression = this.#compile(name, type, element.content, this.#negate(element, id), id);
    return { name: `field ${name}`, read: (event) => event.field(name), expression };
  }

  #addComparison(element: XmlElement, draft: Draft, name: string, id: number): void {
    const comparison = comparisonOf(name, element.content);
    if (comparison === undefined) {
      this.#refuse(`Invalid option '${element.name}' for rule '${id}'.`, id);
    }
    (name.startsWith("same_") ? draft.same : draft.different).push(comparison);
  }

  #finish(draft: Draft, attributes: RuleAttributes): Rule | undefined {
    const { id } = attributes;
    if (draft.sid !== undefined && !/^[\d, ]+$/.test(draft.sid)) {
      this.#warn(`(7618): Invalid 'if_sid' value: '${draft.sid}'. Rule '${id}' will be ignored.`, id);
      return undefined;
    }
    if (draft.description === undefined) {
      this.#refuse(`No such description at rule '${id}'.`, id);
    }
    const correlates = draft.matchedSid !== undefined || draft.matchedGroup !== undefined;
    const counts =
      draft.same.length > 0 || draft.different.length > 0 || draft.global || attributes.frequency > 2;
    if (counts && !correlates) {
      this.#refuse(`Invalid use of frequency/context options. Missing if_matched on rule '${id}'.`, id);
    }
    const conditions = [...this.#conditions(draft, id), ...draft.fields];
    return {
      id,
      level: attributes.level,
      file: this.#file,
      category: draft.category,
      groups: draft.groups,
      description: draft.description,
      parents: parentsOf(draft),
      ...(draft.decodedAs !== undefined && { decodedAs: draft.decodedAs }),
      conditions,
      ...(correlates && { correlation: correlationOf(draft, attributes) }),
      maxSize: attributes.maxSize,
      ignore: attributes.ignore,
      noAlert: attributes.noAlert,
      overwrite: attributes.overwrite,
      options: draft.options,
      mitre: draft.mitre,
      ...(draft.info !== undefined && { info: draft.info }),
      ...(draft.cve !== undefined && { cve: draft.cve }),
    };
  }

  #conditions(draft: Draft, id: number): Condition[] {
    const conditions: Condition[] = [];
    for (const [name, { type, pattern, negate }] of draft.expressions) {
      conditions.push({
        name,
        read: textNamed(name),
        expression: this.#compile(name, type, pattern, negate, id),
      });
    }
    for (const [name, { values, negate }] of draft.addresses) {
      const expression = ipExpression(values, negate);
      if (!expression) {
        this.#refuse(`(1237): Invalid ip address: '${values.at(-1) ?? ""}'.`, id);
      }
      conditions.push({ name, read: textNamed(name), expression });
    }
    return conditions;
  }
}

/** Without other parents, a rule with if_matched_… stands below the rules whose events it counts. */
function parentsOf({ sid, level, group, matchedSid, matchedGroup }: Draft): Rule["parents"] {
  const below = group ?? (sid === undefined ? matchedGroup : undefined);
  const id = sid ?? (below === undefined && matchedSid !== undefined ? String(matchedSid) : undefined);
  return {
    ...(id !== undefined && { sid: id }),
    ...(level !== undefined && { level }),
    ...(below !== undefined && { group: below }),
  };
}

const correlationOf = (draft: Draft, attributes: RuleAttributes): NonNullable<Rule["correlation"]> => ({
  ...(draft.matchedSid !== undefined && { matchedSid: draft.matchedSid }),
  ...(draft.matchedGroup !== undefined && { matchedGroup: draft.matchedGroup }),
  frequency: attributes.frequency,
  timeframe: attributes.timeframe,
  same: draft.same,
  different: draft.different,
  global: draft.global,
});

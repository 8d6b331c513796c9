import type { Problem } from "../problems.ts";
import type { Rule } from "./rule.ts";

/** A rule that is loaded: what it says, which an overwriting rule replaces, and what it remembers. */
export class LoadedRule {
  rule: Rule;
  firedTimes = 0;
  /** When it last alerted, for `ignore`, in milliseconds. */
  ignoredSince: number | undefined;

  constructor(rule: Rule) {
    this.rule = rule;
  }
}

/** A place of a rule among its siblings; a rule with several parents has several places. */
export interface RuleNode {
  readonly loaded: LoadedRule;
  readonly children: RuleNode[];
}

/** Wazuh tries a rule of level 0 before all others. */
const order = (rule: Rule): number => (rule.level === 0 ? 99 : rule.level);

/** Ids below this one are the templates, one for each kind of event. */
const firstOrdinary = 10;

/**
 * The rules as analysisd holds them. Siblings stand by level, 0 first and then from the highest down, and within a level
 * in the order that they were read; an overwriting rule changes what a rule says and not where it stands.
 */
export class RuleTree {
  readonly roots: RuleNode[] = [];
  readonly byId = new Map<number, LoadedRule>();
  readonly problems: Problem[] = [];

  add(rule: Rule): void {
    const known = this.byId.get(rule.id);
    if (known && !rule.overwrite) {
      this.#warn(
        rule,
        `(7612): Rule ID '${rule.id}' is duplicated. Only the first occurrence will be considered.`,
      );
      return;
    }
    if (known) {
      this.#overwrite(known, rule);
      return;
    }
    if (rule.overwrite) {
      this.#warn(
        rule,
        `(7613): Rule ID '${rule.id}' does not exist but 'overwrite' is set to 'yes'. Still, the rule will be loaded.`,
      );
    }
    const loaded = new LoadedRule(rule);
    if (rule.id < firstOrdinary) {
      insert(this.roots, loaded);
    } else if (!this.#addChild(loaded)) {
      return;
    }
    this.byId.set(rule.id, loaded);
  }

  #overwrite(known: LoadedRule, rule: Rule): void {
    for (const [name, written, before] of [
      ["if_sid", rule.parents.sid, known.rule.parents.sid],
      ["if_group", rule.parents.group, known.rule.parents.group],
      ["if_level", rule.parents.level, known.rule.parents.level],
    ] as const) {
      if (written !== undefined && written !== before) {
        this.#warn(
          rule,
          `(7605): It is not possible to overwrite '${name}' value in rule '${rule.id}'. The original value is retained.`,
        );
      }
    }
    known.rule = { ...rule, parents: known.rule.parents };
  }

  #addChild(loaded: LoadedRule): boolean {
    const { rule } = loaded;
    const { sid, level, group } = rule.parents;
    if (sid !== undefined) {
      return this.#addBelowIds(loaded, sid);
    }
    if (level !== undefined) {
      const found = addBelow(this.roots, loaded, (other) => order(other) >= level);
      return found || this.#ignore(rule, `(7608): Level ID '${level}' was not found. Invalid 'if_level'.`);
    }
    if (group !== undefined) {
      const matches = groupMatcher(group);
      const found = addBelow(this.roots, loaded, (other) => matches(other.groups));
      return found || this.#ignore(rule, `(7610): Group '${group}' was not found. Invalid 'if_group'.`);
    }
    const template = this.roots.find((node) => node.loaded.rule.category === rule.category);
    if (!template) {
      return this.#ignore(rule, "(7611): Category was not found. Invalid 'category'.");
    }
    insert(template.children, loaded);
    return true;
  }

  #addBelowIds(loaded: LoadedRule, sid: string): boolean {
    let found = false;
    for (const id of sid.split(/[ ,]+/).filter((part) => part !== "")) {
      const parent = this.byId.get(Number(id));
      if (parent) {
        loaded.rule = { ...loaded.rule, category: parent.rule.category };
        addBelowId(this.roots, loaded, Number(id));
        found = true;
      } else {
        const consequence =
          loaded.rule.correlation?.matchedSid === undefined
            ? "was not found and will be ignored in the 'if_sid' option"
            : "was not found. Invalid 'if_matched_sid'";
        this.#warn(loaded.rule, `(7617): Signature ID '${id}' ${consequence} of rule '${loaded.rule.id}'.`);
      }
    }
    return found || this.#ignore(loaded.rule, "(7619): Empty 'if_sid' value.");
  }

  #ignore(rule: Rule, message: string): false {
    this.#warn(rule, `${message} Rule '${rule.id}' will be ignored.`);
    return false;
  }

  #warn(rule: Rule, message: string): void {
    this.problems.push({ level: "WARNING", message, file: rule.file, rule: rule.id });
  }
}

function insert(siblings: RuleNode[], loaded: LoadedRule): void {
  const rank = order(loaded.rule);
  const at = siblings.findIndex((node) => rank > order(node.loaded.rule));
  siblings.splice(at < 0 ? siblings.length : at, 0, { loaded, children: [] });
}

/** Adds a rule below every place of one id; among siblings and their descendants only below the first. */
function addBelowId(siblings: readonly RuleNode[], loaded: LoadedRule, id: number): boolean {
  let added = false;
  for (const node of siblings) {
    if (node.loaded.rule.id === id) {
      insert(node.children, loaded);
      return true;
    }
    added = addBelowId(node.children, loaded, id) || added;
  }
  return added;
}

/** Adds a rule below every rule that is meant, but not below itself. */
function addBelow(
  siblings: readonly RuleNode[],
  loaded: LoadedRule,
  meant: (rule: Rule) => boolean,
): boolean {
  let added = false;
  for (const node of siblings) {
    if (node.loaded !== loaded && meant(node.loaded.rule)) {
      insert(node.children, loaded);
      added = true;
    }
    added = addBelow(node.children, loaded, meant) || added;
  }
  return added;
}

/** Wazuh looks for the names of if_group anywhere in a group list (OS_WordMatch), so that `web` also means `web_scan`. */
export function groupMatcher(pattern: string): (groups: string) => boolean {
  const alternatives = pattern.toLowerCase().split("|");
  return (groups) => {
    const text = groups.toLowerCase();
    return alternatives.some((alternative) =>
      alternative.startsWith("^") ? text.startsWith(alternative.slice(1)) : text.includes(alternative),
    );
  };
}

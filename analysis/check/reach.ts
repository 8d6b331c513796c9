import type { Event } from "../event.ts";
import { findRule } from "../rules/match.ts";
import type { Rule } from "../rules/rule.ts";
import type { LoadedRule, RuleNode } from "../rules/tree.ts";
import type { CheckedRule } from "./content.ts";
import { type FieldKnowledge, fieldsUsed, sourceOf } from "./fields.ts";
import type { Finding } from "./finding.ts";
import { stockIndex } from "./stock-index.ts";
import { type CheckedTree, type Path, rulesOf } from "./tree.ts";
import { witnessesOf, witnessOfBoth } from "./witness.ts";

/**
 * Rules that no event reaches, because another takes it first: siblings of level 0 are tried first, then from the highest
 * level down, then in the files' order, and there is no way back. Each is shown by an event that is made up for it and
 * asked about; where none can be made up, that is said.
 *
 * @param alertLevel the level from which an alert is written
 */
export function reachFindings(
  rules: readonly CheckedRule[],
  tree: CheckedTree,
  knowledge: FieldKnowledge,
  alertLevel: number,
): Finding[] {
  const reach = new Reach(rules, tree, knowledge, alertLevel);
  return rules.flatMap((rule) => reach.findingsOf(rule));
}

class Reach {
  readonly #rules: ReadonlyMap<number, CheckedRule>;
  readonly #tree: CheckedTree;
  readonly #knowledge: FieldKnowledge;
  readonly #alertLevel: number;
  /** Rules that never fire: what stands below one of them alone is not told as well. */
  readonly #dead = new Set<number>();

  constructor(
    rules: readonly CheckedRule[],
    tree: CheckedTree,
    knowledge: FieldKnowledge,
    alertLevel: number,
  ) {
    this.#rules = new Map(rules.map((rule) => [rule.id, rule]));
    this.#tree = tree;
    this.#knowledge = knowledge;
    this.#alertLevel = alertLevel;
  }

  findingsOf(checked: CheckedRule): Finding[] {
    const paths = this.#tree.pathsTo(checked.id);
    const place = { file: checked.file, line: checked.line, rule: checked.id };
    if (paths.every((path) => path.some(({ loaded }) => this.#dead.has(loaded.rule.id)))) {
      return [];
    }
    const events = paths.flatMap((path) => witnessesOf(rulesOf(path)).map((event) => ({ path, event })));
    if (events.length === 0) {
      return [
        {
          ...place,
          kind: "not-checked",
          severity: "note",
          message: `No event could be made up that rule ${checked.id} takes, so that it is not known whether another takes it first.`,
          advice: "Try the rule with an event of your own: `lab rules explain`.",
        },
      ];
    }
    const thief = this.#thiefOfAll(events, paths);
    if (thief) {
      this.#dead.add(checked.id);
      return [this.#neverFires(checked, thief, events.length)];
    }
    const silent = this.#silentSiblings(checked, paths);
    const [first] = silent;
    return first
      ? [
          this.#losesEvents(
            checked,
            first,
            silent.map(({ sibling }) => sibling.id),
          ),
        ]
      : [];
  }

  /** The rule that takes the first event, where others take all of them. */
  #thiefOfAll(events: readonly { path: Path; event: Event }[], paths: readonly Path[]): Rule | undefined {
    const places = paths.map((path) => path.at(-1)!);
    let first: Rule | undefined;
    for (const { path, event } of events) {
      const taker = this.#taker(path, event, places);
      if (taker === "itself") {
        return undefined;
      }
      first ??= taker;
    }
    return first;
  }

  /** Who takes an event that was made up for a place of a rule: the rule itself or one below it, or another. */
  #taker(path: Path, event: Event, places: readonly RuleNode[]): Rule | "itself" {
    const rule = path.at(-1)!.loaded.rule;
    const found = this.#ask(path, event);
    if (!found) {
      return rule.noAlert ? "itself" : rule;
    }
    const below = places.some((node) => isBelow(node, found.loaded));
    // One below that mutes every event of an alerting rule is no detail of it.
    const muted = below && found.loaded.rule !== rule && found.loaded.rule.level === 0 && rule.level > 0;
    return below && !muted ? "itself" : found.loaded.rule;
  }

  #ask(path: Path, event: Event) {
    const onPath = new Set(path.map(({ loaded }) => loaded));
    return findRule(this.#tree.roots, event, { correlates: (loaded) => onPath.has(loaded) });
  }

  /** Stock rules that raise nothing and take a part of a rule's events before it is asked. */
  #silentSiblings(checked: CheckedRule, paths: readonly Path[]): { sibling: Rule; example: string }[] {
    const found = new Map<number, { sibling: Rule; example: string }>();
    for (const path of paths) {
      const rule = path.at(-1)!.loaded.rule;
      const meets = this.#meetsOn(path);
      for (const [index, parent] of path.slice(0, -1).entries()) {
        const child = path[index + 1]!;
        for (const node of parent.children.slice(0, parent.children.indexOf(child))) {
          const sibling = node.loaded.rule;
          if (!found.has(sibling.id) && this.#isSilent(sibling) && meets(sibling)) {
            const event = witnessOfBoth(rulesOf(path), sibling.conditions);
            const taker = event && this.#ask(path, event)?.loaded.rule;
            if (taker && this.#isSilent(taker) && rule.level >= this.#alertLevel) {
              found.set(sibling.id, { sibling, example: exampleOf(event, sibling) });
            }
          }
        }
      }
    }
    return [...found.values()].filter(({ sibling }) => sibling.id !== checked.id);
  }

  /** A stock rule without an alert; our own of that kind are there to mute. */
  #isSilent(rule: Rule): boolean {
    return stockIndex.has(rule.id) && rule.level < this.#alertLevel && !rule.overwrite && !rule.correlation;
  }

  /** Whether the events of a path can be what a sibling asks for: of its decoder, and with the fields that it reads. */
  #meetsOn(path: Path): (sibling: Rule) => boolean {
    const decodedAs = rulesOf(path).findLast((rule) => rule.decodedAs !== undefined)?.decodedAs;
    const source = sourceOf(path, this.#knowledge);
    const named = source ? undefined : this.#fieldsNamedBelow(path);
    const has = (field: string): boolean => source?.has(field) ?? named!.has(field.toLowerCase());
    return (sibling) =>
      (sibling.decodedAs === undefined || sibling.decodedAs === decodedAs) &&
      sibling.conditions.every(({ name }) => name.startsWith("field ") && has(name.slice("field ".length)));
  }

  /** Fields that our rules of the same root read: what is known of an event whose decoder takes any field. */
  #fieldsNamedBelow(path: Path): ReadonlySet<string> {
    const root = path.find(({ loaded }) => this.#rules.has(loaded.rule.id)) ?? path.at(-1)!;
    const ids = new Set<number>();
    const walk = (node: RuleNode): void => {
      ids.add(node.loaded.rule.id);
      node.children.forEach(walk);
    };
    walk(root);
    const ours = Array.from(ids, (id) => this.#rules.get(id)).filter((rule) => rule !== undefined);
    return new Set(ours.flatMap(fieldsUsed).map(({ field }) => field.toLowerCase()));
  }

  #losesEvents(
    { id, file, line }: CheckedRule,
    { sibling, example }: { sibling: Rule; example: string },
    ids: readonly number[],
  ): Finding {
    const others = ids.filter((one) => one !== sibling.id);
    const more = others.length > 0 ? `; likewise ${others.join(", ")}` : "";
    return {
      kind: "loses-events",
      severity: "error",
      file,
      line,
      rule: id,
      message: `Rule ${id} does not get all of its events: ${this.#named(sibling)} is tried first and takes such as ${example}, of which no alert comes${more}.`,
      advice: `Name ${ids.length === 1 ? "it as a parent" : "them as parents"} too: <if_sid>..., ${ids.join(", ")}</if_sid>.`,
    };
  }

  #neverFires({ id, level, file, line }: CheckedRule, thief: Rule, events: number): Finding {
    const before =
      thief.level === 0
        ? "of level 0, and tried before all others"
        : thief.level > level
          ? "of a higher level, and tried first"
          : "read before it, and tried first";
    return {
      kind: "never-fires",
      severity: "error",
      file,
      line,
      rule: id,
      message: `Rule ${id} never fires: ${this.#named(thief)} is ${before}, and takes ${events === 1 ? "the event that was" : `each of the ${events} events that were`} made up for it${thief.level === 0 ? ", without an alert" : ""}.`,
      advice:
        thief.level === 0
          ? `Give rule ${thief.id} a condition that tells its events apart, or name it as the parent of rule ${id}.`
          : `Give rule ${id} a higher level, put it before rule ${thief.id}, or name that one as its parent.`,
    };
  }

  #named({ id, level, file }: Rule): string {
    const own = this.#rules.get(id);
    return `rule ${id} (level ${level}, ${own ? `line ${own.line} of ` : ""}${own?.file ?? `Wazuh's ${file}`})`;
  }
}

/** Whether a rule stands below a place, or there. */
const isBelow = (node: RuleNode, loaded: LoadedRule): boolean =>
  node.loaded === loaded || node.children.some((child) => isBelow(child, loaded));

/** What makes an event the sibling's, in few words: the fields that it asks for. */
const exampleOf = (event: Event, { conditions }: Rule): string =>
  [...new Set(conditions.map(({ name }) => name.slice("field ".length)))]
    .map((field) => `${field}=${event.field(field) ?? ""}`)
    .join(", ");

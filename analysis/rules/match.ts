import type { Event } from "../event.ts";
import type { Condition, Rule } from "./rule.ts";
import type { LoadedRule, RuleNode } from "./tree.ts";

/** Why a rule did not take an event: the first condition that it does not satisfy, by name. */
export type Unmet = "decoded_as" | "maxsize" | "correlation" | Condition;

/** One rule that was tried. */
export interface Trial {
  readonly rule: Rule;
  /** How deep below a template it stands, 0 for a template. */
  readonly depth: number;
  readonly unmet?: Unmet;
}

/** What the rules need to know beside the event. */
export interface Context {
  /** Whether the events before this one satisfy a rule's correlation. */
  readonly correlates: (rule: LoadedRule, event: Event) => boolean;
  /** Is told each rule that is tried, in order. */
  readonly tried?: (trial: Trial) => void;
}

/** The rule that took an event, and the parent that takes its place while it is ignored. */
export interface Fired {
  readonly loaded: LoadedRule;
  readonly parent?: LoadedRule;
}

/**
 * The rule that takes an event. The first sibling that it satisfies takes it, then that one's children are asked; there
 * is no way back to a sibling.
 */
export function findRule(roots: readonly RuleNode[], event: Event, context: Context): Fired | undefined {
  for (const root of roots) {
    if (root.loaded.rule.category === (event.decoder?.category ?? "syslog")) {
      const fired = tryRule(root, event, context, 0);
      if (fired) {
        return fired;
      }
    }
  }
  return undefined;
}

function tryRule(node: RuleNode, event: Event, context: Context, depth: number): Fired | undefined {
  const { loaded } = node;
  const { rule } = loaded;
  const unmet = firstUnmet(loaded, event, context);
  context.tried?.({ rule, depth, ...(unmet !== undefined && { unmet }) });
  if (unmet !== undefined) {
    return undefined;
  }
  for (const child of node.children) {
    const fired = tryRule(child, event, context, depth + 1);
    if (fired) {
      return fired.parent ? fired : { ...fired, parent: loaded };
    }
  }
  if (rule.noAlert) {
    return undefined;
  }
  loaded.firedTimes++;
  return { loaded };
}

function firstUnmet(loaded: LoadedRule, event: Event, context: Context): Unmet | undefined {
  const { rule } = loaded;
  if (rule.decodedAs !== undefined && rule.decodedAs !== event.decoder?.name) {
    return "decoded_as";
  }
  for (const condition of rule.conditions) {
    const text = condition.read(event);
    if (text === undefined || !condition.expression.test(text)) {
      return condition;
    }
  }
  if (event.log.length < rule.maxSize) {
    return "maxsize";
  }
  return rule.correlation && !context.correlates(loaded, event) ? "correlation" : undefined;
}

import type { Event } from "../event.ts";
import { Expression } from "../expressions/expression.ts";
import type { Correlation, Rule } from "./rule.ts";
import type { LoadedRule, RuleTree } from "./tree.ts";

/** An event that fired a rule, and the level of the correlation that it already took part in. */
interface Remembered {
  readonly event: Event;
  matched: number;
}

/** The correlating rules that count a rule's events, by what they know it by. */
interface Subscribers {
  readonly byId: LoadedRule[];
  readonly byGroup: LoadedRule[];
}

/** The newest logs that an alert of a correlation quotes. */
const maxPrevious = 11;

/** What analysisd remembers of the events that fired, for the rules with if_matched_…. */
export class History {
  /** For each correlating rule the events that it counts, oldest first. */
  readonly #lists = new Map<LoadedRule, Remembered[]>();
  readonly #subscribers = new Map<number, Subscribers>();
  #current: { event: Event; matched: number; previous: string[] } | undefined;

  constructor(tree: RuleTree) {
    const earlier: LoadedRule[] = [];
    for (const loaded of tree.byId.values()) {
      const { correlation } = loaded.rule;
      if (correlation) {
        this.#lists.set(loaded, []);
        this.#subscribe(loaded, correlation, earlier);
      }
      earlier.push(loaded);
    }
  }

  /** A rule counts the events of rules that were loaded before it. What is counted by id is not counted by group. */
  #subscribe(loaded: LoadedRule, correlation: Correlation, earlier: readonly LoadedRule[]): void {
    for (const { rule } of earlier) {
      if (counts(correlation, rule)) {
        const { byId, byGroup } = this.#subscribers.get(rule.id) ?? { byId: [], byGroup: [] };
        (correlation.matchedSid === undefined ? byGroup : byId).push(loaded);
        this.#subscribers.set(rule.id, { byId, byGroup });
      }
    }
  }

  /** Begins with a new event. */
  begin(event: Event): void {
    this.#current = { event, matched: 0, previous: [] };
  }

  /** The logs that made the last correlation of the current event true, newest first. */
  get previous(): readonly string[] {
    return this.#current?.previous ?? [];
  }

  /** Whether enough of the events before the current one satisfy a rule. */
  correlates(loaded: LoadedRule, event: Event): boolean {
    const { correlation, level } = loaded.rule;
    const current = this.#current;
    if (!correlation || !current) {
      return false;
    }
    const list = this.#lists.get(loaded) ?? [];
    const previous: string[] = [];
    let first: Remembered | undefined;
    let count = 0;
    for (const remembered of list.toReversed()) {
      const age = Math.floor(event.time / 1000) - Math.floor(remembered.event.time / 1000);
      if (age > correlation.timeframe) {
        break;
      }
      if (!comparable(correlation, remembered.event, event)) {
        continue;
      }
      if (remembered.matched >= level) {
        break;
      }
      if (previous.length < maxPrevious) {
        previous.push(remembered.event.fullLog);
      }
      if (count < correlation.frequency - 2) {
        count++;
        first ??= remembered;
        continue;
      }
      current.matched = level;
      current.previous = previous;
      if (first) {
        first.matched = level;
      }
      return true;
    }
    return false;
  }

  /** Remembers that an event fired a rule. */
  remember(rule: Rule, event: Event): void {
    const { byId, byGroup } = this.#subscribers.get(rule.id) ?? { byId: [], byGroup: [] };
    for (const subscriber of byId.length > 0 ? byId : byGroup) {
      const list = this.#lists.get(subscriber)!;
      const oldest = event.time - (subscriber.rule.correlation!.timeframe + 1) * 1000;
      const stale = list.findIndex((remembered) => remembered.event.time >= oldest);
      list.splice(0, stale < 0 ? list.length : stale);
      list.push({ event, matched: this.#current?.event === event ? this.#current.matched : 0 });
    }
  }
}

function counts(correlation: Correlation, rule: Rule): boolean {
  if (correlation.matchedSid !== undefined) {
    return rule.id === correlation.matchedSid;
  }
  return (
    correlation.matchedGroup !== undefined &&
    new Expression("osmatch", correlation.matchedGroup).test(rule.groups)
  );
}

/** Whether an earlier event counts together with this one. */
function comparable(correlation: Correlation, earlier: Event, event: Event): boolean {
  if (!correlation.global && earlier.agentId !== event.agentId) {
    return false;
  }
  const equal = (read: (event: Event) => string | undefined) => {
    const value = read(event);
    return value !== undefined && value === read(earlier);
  };
  return (
    correlation.same.every(({ read }) => equal(read)) &&
    !correlation.different.some(({ read }) => equal(read))
  );
}

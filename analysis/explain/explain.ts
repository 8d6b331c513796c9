import { alertJson } from "../alert.ts";
import type { Analysis, Outcome } from "../analysis.ts";
import { toText } from "../bytes.ts";
import type { Event } from "../event.ts";
import { printJson } from "../json-printer.ts";
import { describe } from "../rules/description.ts";
import type { Trial } from "../rules/match.ts";
import { groupNames, type Rule } from "../rules/rule.ts";
import type { RuleNode } from "../rules/tree.ts";
import type { AskedEvent } from "./read-event.ts";
import { whyNot } from "./why.ts";

/** What became of one rule for an event. Texts are texts, and not bytes. */
export interface ExplainedRule {
  readonly id: number;
  readonly level: number;
  readonly file: string;
  /** Its description, with the event's values where it took the event. */
  readonly description: string;
  readonly groups: readonly string[];
  /** `took`: it is satisfied, and the rules below it were asked. `not`: it is not. `untried`: another took the event before. */
  readonly result: "took" | "not" | "untried";
  /** Why it did not take the event. */
  readonly why?: string;
  /** The rules below it, in the order that they are tried; none where it did not take the event. */
  readonly children: readonly ExplainedRule[];
}

/** What an event becomes, and why. */
export interface Explanation {
  /** What was asked about, in words. */
  readonly what: string;
  readonly location: string;
  readonly agent: { readonly id: string; readonly name: string };
  /** Name of the decoder; absent where none knows the event. */
  readonly decoder?: string;
  /** Fields that rules can ask for, in the decoder's order. */
  readonly fields: Readonly<Record<string, string>>;
  readonly rules: readonly ExplainedRule[];
  /** The rule that took the event at last; absent where none did. */
  readonly fired?: Pick<ExplainedRule, "id" | "level" | "description" | "groups" | "file">;
  /** What is written to alerts.json; absent where nothing is. */
  readonly alert?: unknown;
  /** What is to be known beside it. */
  readonly notes: readonly string[];
}

const manager = "wazuh.manager";

/**
 * Decodes an event, asks the rules about it, and tells what each of them had to say.
 *
 * @param time when a message comes, in milliseconds since 1970; an alert tells its own
 */
export function explain(analysis: Analysis, asked: AskedEvent, time = Date.now()): Explanation {
  const trials: Trial[] = [];
  const tried = (trial: Trial): void => {
    trials.push(trial);
  };
  const outcome =
    asked.kind === "message"
      ? analysis.process(asked.message, { time, manager, tried })
      : analysis.ask(asked.event, tried);
  if (!outcome) {
    return {
      what: asked.what,
      location: asked.kind === "message" ? toText(asked.message.location) : "",
      agent: { id: "000", name: "" },
      fields: {},
      rules: [],
      notes: ["No rule is asked about it: it is no event, or one of a part that is not analysed here."],
    };
  }
  return explanation(analysis, asked, outcome, trials);
}

function explanation(
  analysis: Analysis,
  asked: AskedEvent,
  outcome: Outcome,
  trials: readonly Trial[],
): Explanation {
  const { event, fired, taker, logged } = outcome;
  const rule = fired?.rule ?? taker;
  return {
    what: asked.what,
    location: toText(event.location.replace(/^\([^)]*\) [^>]*->/, "")),
    agent: { id: event.agentId, name: toText(event.hostname) },
    ...(event.decoder && { decoder: event.decoder.name }),
    fields: fieldsOf(event),
    rules: explainedRules(analysis.tree.roots, event, trials),
    ...(rule && { fired: summary(rule, event) }),
    ...(fired && logged && { alert: JSON.parse(alertText(outcome)) as unknown }),
    notes: notesOf(asked, outcome),
  };
}

const alertText = ({ event, fired }: Outcome): string =>
  toText(printJson(alertJson(event, fired, { manager, offset: 0, forceFullLog: false })));

function notesOf(asked: AskedEvent, { event, problem, taker, fired, logged }: Outcome): string[] {
  return [
    ...(asked.kind === "alert" && !asked.hasLog
      ? ["The alert holds no full_log: rules that look at the log itself do not match here."]
      : []),
    ...(event.droppedFields > 0
      ? [`${event.droppedFields} fields did not fit: Wazuh keeps 256 of an event and drops the rest.`]
      : []),
    ...(problem ? [`The event could not be read as one of Windows: ${problem}.`] : []),
    ...(taker?.level === 0 ? [`Rule ${taker.id} is of level 0: no alert is written.`] : []),
    ...(taker === undefined && problem === undefined
      ? ["No rule takes the event: no alert is written."]
      : []),
    ...(fired && !logged ? [`Rule ${fired.rule.id} is below the level from which alerts are written.`] : []),
    ...(taker?.partial === true
      ? [`Wazuh has rules below ${taker.id} that are not known here: ask a real manager with --stack.`]
      : []),
  ];
}

function fieldsOf(event: Event): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, value] of [
    ...(event.programName === undefined ? [] : [["program_name", event.programName]]),
    ...Object.entries(event.static),
    ...event.fields,
  ] as [string, string][]) {
    fields[toText(name)] ??= toText(value);
  }
  return fields;
}

const summary = (rule: Rule, event: Event) => ({
  id: rule.id,
  level: rule.level,
  file: toText(rule.file),
  description: toText(describe(rule.description, event)),
  groups: groupNames(rule.groups).map(toText),
});

/** Puts what was tried, in order and with its depth, back into the tree, with what was not tried beside it. */
function explainedRules(
  siblings: readonly RuleNode[],
  event: Event,
  trials: readonly Trial[],
): ExplainedRule[] {
  const queue = [...trials];
  const level = (nodes: readonly RuleNode[], depth: number): ExplainedRule[] => {
    const byId = new Map(nodes.map((node) => [node.loaded.rule.id, node]));
    const explained: ExplainedRule[] = [];
    let taken: Rule | undefined;
    while (queue[0]?.depth === depth) {
      const { rule, unmet } = queue.shift()!;
      const node = byId.get(rule.id);
      byId.delete(rule.id);
      taken ??= unmet === undefined ? rule : undefined;
      explained.push({
        ...summary(rule, event),
        ...(unmet !== undefined && { description: toText(rule.description) }),
        result: unmet === undefined ? "took" : "not",
        ...(unmet !== undefined && { why: whyNot(rule, unmet, event) }),
        children: unmet === undefined && node ? level(node.children, depth + 1) : [],
      });
    }
    if (taken && !taken.noAlert) {
      for (const { loaded } of byId.values()) {
        explained.push({
          ...summary(loaded.rule, event),
          description: toText(loaded.rule.description),
          result: "untried",
          why: `rule ${taken.id} took the event before`,
          children: [],
        });
      }
    }
    return explained;
  };
  return level(siblings, 0);
}

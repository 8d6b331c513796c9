import type { AlertRule } from "./alert.ts";
import { decode, type DecoderLists } from "./decoders/decode.ts";
import { decodeEventchannel, type EventchannelProblem } from "./decoders/eventchannel.ts";
import { readDecoders } from "./decoders/read.ts";
import { builtinDecoders, stockDecoders } from "./decoders/stock.ts";
import { decodeSyscheck } from "./decoders/syscheck.ts";
import type { Event } from "./event.ts";
import { type Message, toEvent } from "./message.ts";
import { type Problem, RefusedContent } from "./problems.ts";
import { History } from "./rules/correlation.ts";
import { findRule, type Trial } from "./rules/match.ts";
import { readRules, type RuleFile } from "./rules/read.ts";
import { listCondition, type Lists, readList } from "./rules/lists.ts";
import type { Condition, Rule } from "./rules/rule.ts";
import { stockRules } from "./rules/stock.ts";
import { techniqueOf } from "./rules/techniques.ts";
import { RuleTree } from "./rules/tree.ts";

/** A file of rules or decoders: its name for messages, and its bytes (see bytes.ts). */
export interface ContentFile {
  readonly name: string;
  readonly text: string;
}

/** What analysisd is started with. */
export interface Content {
  /** Files of decoders and of rules; Wazuh reads them sorted by name, whatever folder they are in. */
  readonly decoders: readonly ContentFile[];
  readonly rules: readonly ContentFile[];
  /** Lists of keys that rules may ask, by the path that they name them by. */
  readonly lists?: readonly ContentFile[];
  /** The stock rules that take part, by the name of their file; all of them where it is not said. */
  readonly stock?: (file: string) => boolean;
  /** Levels from which alerts are written and mailed; Wazuh's defaults are 1 and 7. */
  readonly logLevel: number;
  readonly mailLevel: number;
}

/** What became of a message. */
export interface Outcome {
  readonly event: Event;
  /** The rule that took it and alerts; none for no rule, and for one of level 0. */
  readonly fired?: AlertRule;
  /** Whether the alert is written to alerts.json. */
  readonly logged: boolean;
  /** The rule that took it, also one of level 0. */
  readonly taker?: Rule;
  readonly problem?: EventchannelProblem;
}

/** Queues of parts that are not here: host information, inventory, rootcheck, CIS-CAT, SCA, upgrades. */
const otherQueues = "359deup";

const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

function byFileName(one: { readonly name: string }, other: { readonly name: string }): number {
  const [a, b] = [baseName(one.name), baseName(other.name)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The stock files and our own, in the order that Wazuh reads them. */
function* ruleFiles(content: Content): Generator<RuleFile> {
  const stock = Map.groupBy(stockRules(), (rule) => rule.file);
  const files = [
    ...Array.from(stock.keys(), (name) => ({ name, text: undefined })).filter(
      ({ name }) => content.stock?.(name) !== false,
    ),
    ...content.rules,
  ];
  for (const { name, text } of files.toSorted(byFileName)) {
    yield text === undefined ? { rules: stock.get(name) ?? [], problems: [] } : readRules(text, name);
  }
}

/** The part of analysisd between the queue and the files: decoders, rules, and what they remember. It does no I/O. */
export class Analysis {
  readonly tree = new RuleTree();
  readonly decoders: DecoderLists = stockDecoders();
  readonly problems: Problem[] = [];
  readonly #history: History;
  readonly #logLevel: number;
  readonly #mailLevel: number;

  /** Throws RefusedContent where Wazuh would not start, UnsupportedContent where this library cannot follow. */
  constructor(content: Content) {
    this.#logLevel = content.logLevel;
    this.#mailLevel = content.mailLevel;
    for (const { name, text } of content.decoders.toSorted(byFileName)) {
      this.problems.push(...readDecoders(text, name, this.decoders));
    }
    const names = this.#decoderNames();
    const lists: Lists = new Map(
      (content.lists ?? []).map(({ name, text }) => [name, readList(text, name)] as const),
    );
    for (const { rules, problems } of ruleFiles(content)) {
      this.problems.push(...problems);
      for (const rule of rules) {
        this.#checkDecoder(rule, names);
        const bound = this.#bindLists(rule, lists);
        if (bound) {
          this.tree.add(bound);
        }
      }
    }
    this.problems.push(...this.tree.problems);
    this.#history = new History(this.tree);
  }

  /** The rule with what its lists hold; undefined where one is not loaded, for Wazuh goes on without such a rule. */
  #bindLists(rule: Rule, lists: Lists): Rule | undefined {
    const conditions: Condition[] = [];
    for (const query of rule.lists ?? []) {
      const condition = listCondition(query, lists);
      if (!condition) {
        const message = `(7616): List '${query.list}' could not be loaded. Rule '${rule.id}' will be ignored.`;
        this.problems.push({ level: "WARNING", message, file: rule.file, rule: rule.id });
        return undefined;
      }
      conditions.push(condition);
    }
    return conditions.length === 0 ? rule : { ...rule, conditions: [...rule.conditions, ...conditions] };
  }

  #decoderNames(): ReadonlySet<string> {
    const names = new Set(builtinDecoders);
    for (const node of [...this.decoders.withProgram, ...this.decoders.withoutProgram]) {
      names.add(node.decoder.name);
      for (const child of node.children) {
        names.add(child.decoder.ownName);
      }
    }
    return names;
  }

  #checkDecoder(rule: Rule, names: ReadonlySet<string>): void {
    if (rule.decodedAs !== undefined && !names.has(rule.decodedAs)) {
      throw new RefusedContent([
        ...this.problems,
        {
          level: "ERROR",
          message: `Invalid decoder name: '${rule.decodedAs}'.`,
          file: rule.file,
          rule: rule.id,
        },
      ]);
    }
  }

  /** Techniques that rules name and the table does not know; their alerts say nothing of them. */
  get unknownTechniques(): readonly string[] {
    const named = Array.from(this.tree.byId.values(), ({ rule }) => rule.mitre).flat();
    return Array.from(new Set(named)).filter((id) => !techniqueOf(id));
  }

  /** How many rules are loaded. */
  get ruleCount(): number {
    return this.tree.byId.size;
  }

  /** Decodes a message and asks the rules; undefined where it is not an event for them. */
  process(
    message: Message,
    context: { readonly time: number; readonly manager: string; readonly tried?: (trial: Trial) => void },
  ): Outcome | undefined {
    const event = toEvent(message, context.time, context.manager);
    if (!event) {
      return undefined;
    }
    const problem = this.#decode(message.queue, event);
    if (problem === "ignored" || problem === "malformed" || problem === "no-event") {
      return problem === "ignored" ? undefined : { event, logged: false, problem };
    }
    return { ...this.ask(event, context.tried), ...(problem && { problem }) };
  }

  #decode(queue: string, event: Event): EventchannelProblem | "ignored" | undefined {
    switch (queue) {
      case "f":
        return decodeEventchannel(event);
      case "8":
        return decodeSyscheck(event) ? undefined : "ignored";
      default:
        if (otherQueues.includes(queue)) {
          return "ignored";
        }
        decode(event, this.decoders);
        return undefined;
    }
  }

  /** Asks the rules about an event that is decoded already. @param tried is told each rule that is tried, in order */
  ask(event: Event, tried?: (trial: Trial) => void): Outcome {
    this.#history.begin(event);
    const found = findRule(this.tree.roots, event, {
      correlates: (rule, asked) => this.#history.correlates(rule, asked),
      ...(tried && { tried }),
    });
    if (!found) {
      return { event, logged: false };
    }
    const taker = found.loaded.rule;
    const alerting = taker.level === 0 ? undefined : this.#unlessIgnored(found, event.time);
    if (!alerting) {
      return { event, logged: false, taker };
    }
    const { rule, firedTimes } = alerting;
    this.#history.remember(rule, event);
    const fired: AlertRule = {
      rule,
      firedTimes,
      mail: rule.options.mail ?? rule.level >= this.#mailLevel,
      previous: rule === taker ? this.#history.previous : [],
    };
    return { event, fired, logged: rule.options.log ?? rule.level >= this.#logLevel, taker };
  }

  /** While a rule is ignored, its parent alerts in its place. */
  #unlessIgnored({ loaded, parent }: NonNullable<ReturnType<typeof findRule>>, time: number) {
    const { ignore } = loaded.rule;
    if (ignore === 0) {
      return loaded;
    }
    if (loaded.ignoredSince !== undefined && time - loaded.ignoredSince < ignore * 1000) {
      return parent;
    }
    loaded.ignoredSince = time;
    return loaded;
  }
}

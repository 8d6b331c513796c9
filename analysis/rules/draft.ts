import type { Category } from "../decoders/decoder.ts";
import {
  Expression,
  type ExpressionType,
  PatternUnsupported,
  SyntaxRefused,
} from "../expressions/expression.ts";
import { ipExpression } from "../expressions/ip.ts";
import { UnsupportedContent } from "../problems.ts";
import type { RuleAttributes } from "./attributes.ts";
import { textNamed } from "./reads.ts";
import type { Report } from "./report.ts";
import {
  type Comparison,
  type Condition,
  type Correlation,
  type ListQuery,
  noOptions,
  type Parents,
  type Rule,
} from "./rule.ts";

/** What the elements of a rule have said so far. */
export class Draft {
  groups: string;
  description: string | undefined;
  category: Category = "syslog";
  decodedAs: string | undefined;
  sid: string | undefined;
  level: number | undefined;
  group: string | undefined;
  matchedSid: number | undefined;
  matchedGroup: string | undefined;
  global = false;
  /** Wazuh goes on without this rule. */
  ignored = false;
  /** Several elements of one name make one expression, their contents put together. */
  readonly expressions = new Map<string, { type: ExpressionType; pattern: string; negate: boolean }>();
  readonly addresses = new Map<string, { values: string[]; negate: boolean }>();
  readonly fields: Condition[] = [];
  readonly lists: ListQuery[] = [];
  readonly same: Comparison[] = [];
  readonly different: Comparison[] = [];
  options = noOptions;
  readonly mitre: string[] = [];
  info: string | undefined;
  cve: string | undefined;
  readonly #attributes: RuleAttributes;
  readonly #report: Report;

  constructor(attributes: RuleAttributes, groupName: string, report: Report) {
    this.groups = groupName;
    this.#attributes = attributes;
    this.#report = report;
  }

  /** An expression of the rule. */
  compile(tag: string, type: ExpressionType, pattern: string, negate: boolean): Expression {
    const { id } = this.#attributes;
    try {
      return new Expression(type, pattern, negate);
    } catch (error) {
      if (error instanceof SyntaxRefused) {
        this.#report.refuse(`(5107): Syntax error on tag '${tag}' in rule ${id}`, id);
      }
      if (error instanceof PatternUnsupported) {
        throw new UnsupportedContent(`<${tag}> of rule ${id} in ${this.#report.file}`, error.message);
      }
      throw error;
    }
  }

  /** The rule, once all its elements are read; undefined where Wazuh goes on without it. */
  finish(): Rule | undefined {
    const { id, level, maxSize, ignore, noAlert, overwrite } = this.#attributes;
    if (this.sid !== undefined && !/^[\d, ]+$/.test(this.sid)) {
      this.#report.warn(`(7618): Invalid 'if_sid' value: '${this.sid}'. Rule '${id}' will be ignored.`, id);
      return undefined;
    }
    if (this.description === undefined) {
      this.#report.refuse(`No such description at rule '${id}'.`, id);
    }
    const correlation = this.#correlation();
    return {
      id,
      level,
      file: this.#report.file,
      category: this.category,
      groups: this.groups,
      description: this.description,
      parents: this.#parents(),
      ...(this.decodedAs !== undefined && { decodedAs: this.decodedAs }),
      conditions: [...this.#conditions(), ...this.fields],
      ...(this.lists.length > 0 && { lists: this.lists }),
      ...(correlation && { correlation }),
      maxSize,
      ignore,
      noAlert,
      overwrite,
      options: this.options,
      mitre: this.mitre,
      ...(this.info !== undefined && { info: this.info }),
      ...(this.cve !== undefined && { cve: this.cve }),
    };
  }

  /** Without other parents, a rule with if_matched_… stands below the rules whose events it counts. */
  #parents(): Parents {
    const group = this.group ?? (this.sid === undefined ? this.matchedGroup : undefined);
    const sid = this.sid ?? (group === undefined ? this.matchedSid?.toString() : undefined);
    return {
      ...(sid !== undefined && { sid }),
      ...(this.level !== undefined && { level: this.level }),
      ...(group !== undefined && { group }),
    };
  }

  #correlation(): Correlation | undefined {
    const { id, frequency, timeframe } = this.#attributes;
    const { matchedSid, matchedGroup, same, different, global } = this;
    if (matchedSid === undefined && matchedGroup === undefined) {
      if (same.length > 0 || different.length > 0 || global || frequency > 2) {
        const message = `Invalid use of frequency/context options. Missing if_matched on rule '${id}'.`;
        this.#report.refuse(message, id);
      }
      return undefined;
    }
    return {
      ...(matchedSid !== undefined && { matchedSid }),
      ...(matchedGroup !== undefined && { matchedGroup }),
      frequency,
      timeframe,
      same,
      different,
      global,
    };
  }

  #conditions(): Condition[] {
    const expressions = Array.from(this.expressions, ([name, { type, pattern, negate }]) => ({
      name,
      read: textNamed(name),
      expression: this.compile(name, type, pattern, negate),
    }));
    const addresses = Array.from(this.addresses, ([name, { values, negate }]) => {
      const expression = ipExpression(values, negate);
      if (!expression) {
        this.#report.refuse(`(1237): Invalid ip address: '${values.at(-1) ?? ""}'.`, this.#attributes.id);
      }
      return { name, read: textNamed(name), expression };
    });
    return [...expressions, ...addresses];
  }
}

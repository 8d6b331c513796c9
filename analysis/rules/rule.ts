import type { Category } from "../decoders/decoder.ts";
import type { Event } from "../event.ts";
import type { Expression } from "../expressions/expression.ts";
import type { ListLookup } from "./lists.ts";

/** One thing that a rule asks of an event: a text of it, and what that has to satisfy. A text that is not there fails. */
export interface Condition {
  /** As it is written in the rule: `match`, `field win.system.eventID`, … */
  readonly name: string;
  readonly read: (event: Event) => string | undefined;
  readonly expression: Pick<Expression, "pattern" | "negate" | "test">;
}

/** What a rule asks of a list of keys. */
export interface ListQuery {
  /** Path of the list, as ossec.conf names it. */
  readonly list: string;
  /** The text of the event that is looked for, by its name. */
  readonly field: string;
  readonly read: (event: Event) => string | undefined;
  readonly lookup: ListLookup;
  /** What the value of a key has to be, where the rule asks for it. */
  readonly value?: Expression;
}

/** What a rule with if_matched_… asks of the events before this one. */
export interface Correlation {
  readonly matchedSid?: number;
  readonly matchedGroup?: string;
  /** Events that the rule's number asks for, as it is written. */
  readonly frequency: number;
  /** Seconds that they may lie back. */
  readonly timeframe: number;
  readonly same: readonly Comparison[];
  readonly different: readonly Comparison[];
  /** Counts the events of all agents together. */
  readonly global: boolean;
}

/** A text of an event that a correlation compares. */
export interface Comparison {
  /** As it is written in the rule: `same_field`, `different_srcip`, … and its content. */
  readonly name: string;
  readonly read: (event: Event) => string | undefined;
}

/** Which rules another one is a child of. The first that is set counts. */
export interface Parents {
  /** Ids, with commas or spaces between. */
  readonly sid?: string;
  readonly level?: number;
  /** Group names with `|` between; each matches a part of a rule's group list. */
  readonly group?: string;
}

/** A rule as its XML or the table of stock rules tells it. */
export interface Rule {
  readonly id: number;
  readonly level: number;
  readonly file: string;
  readonly category: Category;
  /** Its groups, each with a comma behind, as Wazuh holds them: those of the <group name=""> first. */
  readonly groups: string;
  readonly description: string;
  readonly parents: Parents;
  readonly decodedAs?: string;
  readonly conditions: readonly Condition[];
  /** What it asks of lists; those that are loaded become conditions of it. */
  readonly lists?: readonly ListQuery[];
  readonly correlation?: Correlation;
  /** The shortest message that it takes, in bytes. */
  readonly maxSize: number;
  /** Seconds after an alert in which it raises no other. */
  readonly ignore: number;
  /** A template, which never fires itself. */
  readonly noAlert: boolean;
  readonly overwrite: boolean;
  readonly options: RuleOptions;
  readonly mitre: readonly string[];
  readonly info?: string;
  readonly cve?: string;
  /** The stock rule has children that the table of this library leaves out. */
  readonly partial?: boolean;
}

export interface RuleOptions {
  readonly noFullLog: boolean;
  readonly noCounter: boolean;
  /** `log_alert` or `no_log`, where either is said; otherwise the level decides. */
  readonly log?: boolean;
  /** `alert_by_email` or `no_email_alert`, where either is said; otherwise the level decides. */
  readonly mail?: boolean;
}

export const noOptions: RuleOptions = { noFullLog: false, noCounter: false };

/** The names in a group list, in order. */
export const groupNames = (groups: string): string[] => groups.split(",").filter((name) => name !== "");

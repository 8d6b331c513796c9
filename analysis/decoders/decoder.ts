import type { Expression } from "../expressions/expression.ts";

/** What kind of event a decoder makes; a rule is only asked about events of its own kind. */
export type Category = "syslog" | "firewall" | "ids" | "web-log" | "squid" | "windows" | "ossec";

/** Where in the log a decoder's expression begins. */
export type Offset = "none" | "after_parent" | "after_prematch" | "after_regex";

/** A decoder, as its XML or the table of stock decoders tells it. */
export interface DecoderInfo {
  /** Name that rules and alerts know it by; a child has its parent's, unless it says use_own_name. */
  readonly name: string;
  /** Name that it was given itself; children that share one are one decoder with several expressions. */
  readonly ownName: string;
  readonly parent?: string;
  readonly category: Category;
  readonly programName?: Expression;
  readonly prematch?: Expression;
  readonly prematchOffset: Offset;
  readonly regex?: Expression;
  readonly regexOffset: Offset;
  readonly order: readonly string[];
  /** Hands the log to the JSON decoder. */
  readonly json: boolean;
  readonly jsonOffset: Offset;
  /** What the JSON decoder makes of null: the text `null`, or nothing. */
  readonly jsonNull: "string" | "discard";
  /** What the JSON decoder makes of an array: the array, or its items with commas between. */
  readonly jsonArray: "array" | "csv";
}

/** A decoder with everything but its name at what Wazuh takes when it is not said. */
export const decoder = (name: string, rest: Partial<DecoderInfo> = {}): DecoderInfo => ({
  name,
  ownName: name,
  category: "syslog",
  prematchOffset: "none",
  regexOffset: "none",
  order: [],
  json: false,
  jsonOffset: "none",
  jsonNull: "string",
  jsonArray: "array",
  ...rest,
});

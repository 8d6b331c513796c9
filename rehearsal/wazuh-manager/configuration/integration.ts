import { Expression } from "../../../analysis/expressions/expression.ts";
import type { XmlElement } from "../../../analysis/xml.ts";
import { checkChildren, ConfigurationError, isNumber } from "./elements.ts";

/** An `<integration>` of ossec.conf. */
export interface Integration {
  readonly name: string;
  readonly apiKey: string;
  readonly hookUrl: string;
  readonly level: number;
  /** Ids of rules; none for all. */
  readonly ruleIds: readonly number[];
  /** Names with commas between, compared as they are; empty for all. */
  readonly group: string;
  readonly location: Expression | undefined;
  readonly json: boolean;
  readonly options: string | undefined;
  /** Bytes of the log that the plain format holds. */
  readonly maxLog: number;
  readonly timeout: number;
  readonly retries: number;
}

const known = new Set([
  "name",
  "api_key",
  "hook_url",
  "level",
  "rule_id",
  "group",
  "event_location",
  "max_log",
  "alert_format",
  "options",
  "timeout",
  "retries",
]);

/** Reads an `<integration>`; the last element of a name counts. */
export function readIntegration(section: XmlElement): Integration {
  checkChildren(section, known);
  const find = (name: string) => section.children.findLast((child) => child.name === name);
  const text = (name: string) => find(name)?.content;
  const number = (name: string, usual: number) => {
    const element = find(name);
    return element ? isNumber(element) : usual;
  };
  const name = text("name");
  if (name === undefined) {
    throw new ConfigurationError(
      "(1295): Invalid integration configuration: the name is missing.",
      section.line,
    );
  }
  const location = text("event_location");
  const maxLog = number("max_log", 165);
  if (maxLog < 165 || maxLog > 1024) {
    throw new ConfigurationError(`(1235): Invalid value for element 'max_log': ${maxLog}.`, section.line);
  }
  return {
    name,
    apiKey: text("api_key") ?? "",
    hookUrl: text("hook_url") ?? "",
    level: number("level", 0),
    ruleIds: section.children
      .filter((child) => child.name === "rule_id")
      .flatMap(({ content }) => content.split(",").map((id) => Number.parseInt(id, 10)))
      .filter((id) => id > 0),
    group: text("group") ?? "",
    location: location === undefined ? undefined : new Expression("osmatch", location),
    json: text("alert_format")?.startsWith("json") === true,
    options: text("options"),
    maxLog,
    timeout: number("timeout", 10),
    retries: number("retries", 3),
  };
}

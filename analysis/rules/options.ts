import type { Category } from "../decoders/decoder.ts";
import type { ExpressionType } from "../expressions/expression.ts";
import type { XmlElement } from "../xml.ts";
import type { Draft } from "./draft.ts";
import { listQueryOf } from "./list-query.ts";
import { comparisonOf } from "./reads.ts";
import type { Report } from "./report.ts";
import type { RuleOptions } from "./rule.ts";

const categories: readonly string[] = ["firewall", "ids", "syslog", "web-log", "squid", "windows", "ossec"];

/** Elements that hold an expression over one text of the event, and the language that it is in when it is not said. */
export const expressions: ReadonlyMap<string, ExpressionType> = new Map([
  ["regex", "osregex" as const],
  ..."match program_name hostname location user url id status data extra_data protocol system_name srcport dstport action"
    .split(" ")
    .map((name) => [name, "osmatch"] as [string, ExpressionType]),
]);

/** Elements that Wazuh knows and this library does not. */
const unsupported = new Set(
  (
    "time weekday compiled_rule if_fts check_diff check_if_ignored ignore if_matched_regex srcgeoip dstgeoip " +
    "same_srcgeoip same_dstgeoip different_srcgeoip different_dstgeoip"
  ).split(" "),
);

/** Fields that Wazuh holds by name, which `<field>` may not ask for. */
const staticNames = new Set(
  (
    "srcip dstip srcgeoip dstgeoip srcport dstport user srcuser dstuser url id data extra_data status protocol " +
    "system_name action"
  ).split(" "),
);

/** Reads one element of a rule into its draft. */
export function readOption(element: XmlElement, draft: Draft, id: number, report: Report): void {
  const name = element.name.toLowerCase();
  const language = expressions.get(name);
  if (language !== undefined) {
    addExpression(element, name, language, draft, id, report);
  } else if (name === "field") {
    addField(element, draft, id, report);
  } else if (name === "list") {
    draft.lists.push(listQueryOf(element, draft, id, report));
  } else if (name === "srcip" || name === "dstip") {
    const values = [...(draft.addresses.get(name)?.values ?? []), element.content];
    draft.addresses.set(name, { values, negate: negated(element, id, report) });
  } else if (unsupported.has(name)) {
    report.unsupported(id, `<${element.name}>`);
  } else if (name === "same_agent" || name === "not_same_agent") {
    report.warn(`Detected a deprecated field option for rule, ${name} is not longer available.`, id);
  } else if (/^(same|different|not_same)_/.test(name)) {
    addComparison(element, name, draft, id, report);
  } else if (!readText(name, element.content, draft) && !readOther(name, element, draft, id, report)) {
    report.refuse(`Invalid option '${element.name}' for rule '${id}'.`, id);
  }
}

function negated({ attributes }: XmlElement, id: number, report: Report): boolean {
  const value = attributes.get("negate");
  if (value !== undefined && !/^(yes|no)$/i.test(value)) {
    report.warn(`(7600): Invalid value '${value}' for attribute 'negate' in rule ${id}.`, id);
  }
  return value?.toLowerCase() === "yes";
}

function typeOf(
  { attributes }: XmlElement,
  usual: ExpressionType,
  id: number,
  report: Report,
): ExpressionType {
  const value = attributes.get("type")?.toLowerCase();
  if (value === "osregex" || value === "osmatch" || value === "pcre2") {
    return value;
  }
  if (value !== undefined) {
    report.warn(`(7600): Invalid value '${value}' for attribute 'type' in rule ${id}.`, id);
  }
  return usual;
}

function addExpression(
  element: XmlElement,
  name: string,
  usual: ExpressionType,
  draft: Draft,
  id: number,
  report: Report,
): void {
  const pattern = (draft.expressions.get(name)?.pattern ?? "") + element.content;
  // Without a type, Wazuh compares an action as a whole.
  const whole = name === "action" && !element.attributes.has("type");
  draft.expressions.set(name, {
    type: typeOf(element, usual, id, report),
    pattern: whole ? `^${pattern}$` : pattern,
    negate: negated(element, id, report),
  });
}

function addField(element: XmlElement, draft: Draft, id: number, report: Report): void {
  const name = element.attributes.get("name");
  if (name === undefined) {
    report.refuse(`Failure to read rule ${id}. No such attribute 'name' for field.`, id);
  }
  if (staticNames.has(name.toLowerCase())) {
    report.refuse(`Failure to read rule ${id}. Field '${name}' is static.`, id);
  }
  const type = typeOf(element, "osregex", id, report);
  draft.fields.push({
    name: `field ${name}`,
    read: (event) => event.field(name),
    expression: draft.compile(name, type, element.content, negated(element, id, report)),
  });
}

function addComparison(element: XmlElement, name: string, draft: Draft, id: number, report: Report): void {
  const comparison = comparisonOf(name, element.content);
  if (comparison === undefined) {
    report.refuse(`Invalid option '${element.name}' for rule '${id}'.`, id);
  }
  (name.startsWith("same_") ? draft.same : draft.different).push(comparison);
}

/** Elements that hold a text; several of one name are put together. */
const texts = {
  info: "info",
  cve: "cve",
  if_sid: "sid",
  if_group: "group",
  if_matched_group: "matchedGroup",
} as const;

function readText(name: string, content: string, draft: Draft): boolean {
  if (!Object.hasOwn(texts, name)) {
    return false;
  }
  const key = texts[name as keyof typeof texts];
  draft[key] = (draft[key] ?? "") + content;
  return true;
}

function readOther(name: string, element: XmlElement, draft: Draft, id: number, report: Report): boolean {
  const { content, children } = element;
  switch (name) {
    case "decoded_as":
      draft.decodedAs = content;
      return true;
    case "category":
      if (!categories.includes(content)) {
        report.refuse(`(1273): Invalid category '${content}' chosen.`, id);
      }
      draft.category = content as Category;
      return true;
    case "group":
      draft.groups += content.replaceAll("\n", "");
      return true;
    case "description":
      draft.description = (draft.description ?? "") + content.replace("\n", " ");
      return true;
    case "if_level":
      draft.level = numberIn(
        content,
        draft,
        () => `(7609): Invalid 'if_level' value: '${content}'.`,
        id,
        report,
      );
      return true;
    case "if_matched_sid":
      draft.matchedSid = numberIn(
        content,
        draft,
        () => `(7615): Invalid 'if_matched_sid' value: '${content}'.`,
        id,
        report,
      );
      return true;
    case "global_frequency":
      draft.global = true;
      return true;
    case "options":
      draft.options = withOption(draft.options, content, id, report);
      return true;
    case "mitre":
      addTechniques(children, draft, id, report);
      return true;
    default:
      return false;
  }
}

function numberIn(
  content: string,
  draft: Draft,
  problem: () => string,
  id: number,
  report: Report,
): number | undefined {
  if (/^\d+$/.test(content)) {
    return Number(content);
  }
  report.warn(`${problem()} Rule '${id}' will be ignored.`, id);
  draft.ignored = true;
  return undefined;
}

function withOption(options: RuleOptions, option: string, id: number, report: Report): RuleOptions {
  switch (option) {
    case "no_full_log":
      return { ...options, noFullLog: true };
    case "no_counter":
      return { ...options, noCounter: true };
    case "log_alert":
    case "no_log":
      return { ...options, log: option === "log_alert" };
    case "alert_by_email":
    case "no_email_alert":
      return { ...options, mail: option === "alert_by_email" };
    case "no_ar":
      return options;
    default:
      return report.refuse(
        [
          `(1235): Invalid value for element 'options': ${option}.`,
          `Invalid option 'options' for rule '${id}'.`,
        ],
        id,
      );
  }
}

function addTechniques(children: readonly XmlElement[], draft: Draft, id: number, report: Report): void {
  for (const child of children) {
    if (child.name !== "id") {
      report.unsupported(id, `<${child.name}> in <mitre>`);
    }
    draft.mitre.push(child.content);
  }
}

import { syscheckFields } from "../decoders/syscheck.ts";
import type { Rule } from "../rules/rule.ts";
import { staticFields } from "../event.ts";
import type { CheckedDecoders } from "./decoders.ts";
import type { CheckedRule } from "./content.ts";
import type { Finding } from "./finding.ts";
import { sysmonFields, systemFields } from "./sysmon-fields.ts";
import { type CheckedTree, type Path, rulesOf } from "./tree.ts";

/** The fields that a kind of event has. */
export interface FieldSource {
  /** As a sentence names it: `the enriched event`. */
  readonly name: string;
  readonly has: (field: string) => boolean;
}

/** Events that are known by one field's value, such as the enriched event by its label. */
export interface LabelledEvents extends FieldSource {
  readonly label: { readonly field: string; readonly value: string };
}

/** What is known of the fields of events. */
export interface FieldKnowledge {
  readonly labelled: readonly LabelledEvents[];
  readonly decoders: CheckedDecoders;
}

/** The base rule of Sysmon's channel on Windows. */
const sysmonBase = 61_600;

/** The kind of event that comes to the end of a path; undefined where nothing is known of its fields. */
export function sourceOf(path: Path, { labelled, decoders }: FieldKnowledge): FieldSource | undefined {
  const rules = rulesOf(path);
  const labels = labelled.find(({ label }) => asksFor(rules, label));
  if (labels) {
    return labels;
  }
  const decodedAs = rules.findLast((rule) => rule.decodedAs !== undefined)?.decodedAs ?? "";
  if (decodedAs === "windows_eventchannel") {
    return rules.some(({ id }) => id === sysmonBase) ? sysmonSource(rules) : undefined;
  }
  if (decodedAs.startsWith("syscheck_")) {
    return { name: "a file change", has: (field) => syscheckFields.has(field) };
  }
  const fields = decoders.fields.get(decodedAs);
  return fields && { name: `the decoder ${decodedAs}`, has: (field) => fields.has(field) };
}

/** Whether a rule of the chain takes only events whose field has a value. */
export const asksFor = (
  rules: readonly Rule[],
  { field, value }: { readonly field: string; readonly value: string },
): boolean =>
  rules.some(({ conditions }) =>
    conditions.some(
      ({ name, expression }) =>
        name.toLowerCase() === `field ${field}` && !expression.negate && expression.test(value),
    ),
  );

function sysmonSource(rules: readonly Rule[]): FieldSource {
  const asked = rules
    .flatMap(({ conditions }) => conditions)
    .filter(({ name }) => name.toLowerCase() === "field win.system.eventid");
  const numbers = Array.from(sysmonFields.keys()).filter((number) =>
    asked.every(({ expression }) => expression.test(String(number))),
  );
  const fields = new Set(
    [...systemFields, ...numbers.flatMap((number) => sysmonFields.get(number) ?? [])].map((name) =>
      name.toLowerCase(),
    ),
  );
  const name = numbers.length === 1 ? `Sysmon's event ${numbers[0]!}` : "Sysmon on Windows";
  return { name, has: (field) => fields.has(field.toLowerCase()) };
}

/** Names in `$(...)` of a description, and of the `<field>` and `..._field` elements. */
export function fieldsUsed({ element }: Pick<CheckedRule, "element">): { field: string; line: number }[] {
  return element.children.flatMap(({ name, attributes, content, line }) => {
    switch (name.toLowerCase()) {
      case "field":
        return [{ field: attributes.get("name") ?? "", line }];
      case "description":
        return Array.from(content.matchAll(/\$\(([^)]+)\)/g), ([, field]) => ({ field: field!, line }));
      case "same_field":
      case "different_field":
      case "not_same_field":
        return [{ field: content, line }];
      default:
        return [];
    }
  });
}

/** Fields that a rule reads and that no event which comes to it has. */
export function fieldFindings(
  rules: readonly CheckedRule[],
  tree: CheckedTree,
  knowledge: FieldKnowledge,
): Finding[] {
  return rules.flatMap((rule) => {
    const sources = tree.pathsTo(rule.id).map((path) => sourceOf(path, knowledge));
    if (sources.length === 0 || sources.includes(undefined)) {
      return [];
    }
    return fieldsUsed(rule)
      .filter(({ field }) => !(staticFields as readonly string[]).includes(field))
      .filter(({ field }) => !sources.some((source) => source!.has(field)))
      .map(({ field, line }): Finding => ({
        kind: "unknown-field",
        severity: "error",
        file: rule.file,
        line,
        rule: rule.id,
        message: `Rule ${rule.id} reads ${field}, which ${sources[0]!.name} does not have.`,
        advice: "Name a field that the event has; `lab rules explain` shows those of an event.",
      }));
  });
}

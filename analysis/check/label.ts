import { decoder } from "../decoders/decoder.ts";
import { Event } from "../event.ts";
import { findRule } from "../rules/match.ts";
import type { CheckedRule } from "./content.ts";
import { asksFor, fieldsUsed, type LabelledEvents } from "./fields.ts";
import type { Finding } from "./finding.ts";
import { type CheckedTree, rulesOf } from "./tree.ts";

/** Events that an integration returns to Wazuh's queue, and that have to raise an alert. */
export interface ReturnedEvents extends LabelledEvents {
  /** The first part of the names of fields that no other events have, such as `misp.`. */
  readonly prefix: string;
  /** One event of each kind, by what a sentence calls it; its fields by their names. */
  readonly samples: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * Rules that read an integration's fields without asking for its label, and events of it that raise no alert. Without the
 * label a rule takes whatever has such a field, or, where the label is asked for by nobody, nothing takes the event.
 */
export function labelFindings(
  rules: readonly CheckedRule[],
  tree: CheckedTree,
  returned: ReturnedEvents,
  alertLevel: number,
): Finding[] {
  const { label, prefix } = returned;
  const readers = rules.filter((rule) =>
    fieldsUsed(rule).some(({ field }) => field.toLowerCase().startsWith(prefix)),
  );
  const first = readers[0];
  if (!first) {
    return [];
  }
  const unlabelled = readers
    .filter(({ id }) => tree.pathsTo(id).some((path) => !asksFor(rulesOf(path), label)))
    .map(({ id, file, line }): Finding => ({
      kind: "no-label",
      severity: "error",
      file,
      line,
      rule: id,
      message: `Rule ${id} reads fields of ${returned.name}, and neither it nor a rule above it asks for the label ${label.field}="${label.value}".`,
      advice: `Put <field name="${label.field}">^${label.value}$</field> into its topmost parent.`,
    }));
  // What follows from a missing label is not said again.
  return unlabelled.length > 0 ? unlabelled : silentSamples(tree, returned, alertLevel, first);
}

function silentSamples(
  tree: CheckedTree,
  { samples }: ReturnedEvents,
  alertLevel: number,
  { file, line }: CheckedRule,
): Finding[] {
  return Object.entries(samples).flatMap(([what, fields]): Finding[] => {
    const taker = findRule(tree.roots, eventOf(fields), { correlates: () => false })?.loaded.rule;
    if (taker && taker.level >= alertLevel) {
      return [];
    }
    return [
      {
        kind: "raises-nothing",
        severity: "error",
        file,
        line,
        message: taker
          ? `${what} raises no alert: rule ${taker.id} of level ${taker.level} (${taker.file}) takes it, and alerts are written from level ${alertLevel} on.`
          : `${what} raises no alert: no rule takes it.`,
        advice: `Write a rule of level ${alertLevel} or more for it, and see with \`lab rules explain\` which are tried.`,
      },
    ];
  });
}

function eventOf(fields: Readonly<Record<string, string>>): Event {
  const message = JSON.stringify(fields);
  const event = new Event({ time: 0, location: "misp", agentId: "000", hostname: "manager", message });
  event.decoder = decoder("json");
  for (const [name, value] of Object.entries(fields)) {
    event.addField(name, value);
  }
  return event;
}

import type { ContentFile } from "../analysis.ts";
import { type CheckedRule, readRuleFile } from "./content.ts";
import { type Consumers, consumerFindings } from "./consumers.ts";
import { readDecoderFiles } from "./decoders.ts";
import { asksFor, fieldFindings, type LabelledEvents } from "./fields.ts";
import { byPlace, type Finding } from "./finding.ts";
import { customIds, idFindings, type IdRange } from "./identity.ts";
import { labelFindings, type ReturnedEvents } from "./label.ts";
import { integrationFindings, listFindings, readConf } from "./ossec-conf.ts";
import { parentFindings } from "./parents.ts";
import { reachFindings } from "./reach.ts";
import { stockIndex } from "./stock-index.ts";
import { baseName, CheckedTree, rulesOf } from "./tree.ts";

/** What is checked. Texts are bytes (see bytes.ts). */
export interface CheckInput {
  readonly rules: readonly ContentFile[];
  readonly decoders: readonly ContentFile[];
  readonly ossecConf?: ContentFile;
  /** Ids that the rules may have. @default - those that Wazuh leaves to its users */
  readonly idRange?: IdRange;
  /** Events that integrations return. */
  readonly returned: readonly ReturnedEvents[];
  /** Other events whose fields are known. */
  readonly labelled?: readonly LabelledEvents[];
  readonly consumers: readonly Consumers[];
}

/** What a check came to. */
export interface CheckResult {
  readonly findings: readonly Finding[];
  readonly rules: readonly CheckedRule[];
}

/**
 * Holds rules, decoders and ossec.conf against each other and against the stock rules of Wazuh 4.14.7, and tells
 * everything by which an event would be lost, in the order of files and lines. It does no I/O.
 */
export function checkContent(input: CheckInput): CheckResult {
  const files = input.rules.toSorted((one, other) =>
    baseName(one.name) < baseName(other.name) ? -1 : baseName(one.name) > baseName(other.name) ? 1 : 0,
  );
  const readings = files.map(readRuleFile);
  const rules = readings.flatMap((reading) => reading.rules);
  const decoders = readDecoderFiles(input.decoders);
  const conf = input.ossecConf && readConf(input.ossecConf);
  const alertLevel = conf?.alertLevel ?? 3;
  const stock = new Map(
    Array.from(stockIndex).filter(([, { file }]) => conf?.excluded.includes(file) !== true),
  );
  const tree = new CheckedTree(rules, stock);
  const unreadable = readings.some((reading) => reading.findings.some(({ kind }) => kind === "xml"));
  const knowledge = { labelled: [...input.returned, ...(input.labelled ?? [])], decoders };
  const findings = [
    ...readings.flatMap((reading) => reading.findings),
    ...decoders.findings,
    ...(conf?.findings ?? []),
    ...idFindings(rules, input.idRange ?? customIds),
    ...parentFindings(rules, stock),
    ...decoderNameFindings(rules, decoders.names),
    ...fieldFindings(rules, tree, knowledge),
    ...reachFindings(rules, tree, knowledge, alertLevel),
    ...input.returned.flatMap((returned) => labelFindings(rules, tree, returned, alertLevel)),
    ...(conf ? listFindings(conf, rules) : []),
    // Of a file that cannot be read nobody knows which groups it has.
    ...(conf && !unreadable
      ? integrationFindings(conf, rules, stock, returnedGroups(rules, tree, input.returned, alertLevel))
      : []),
    ...input.consumers.flatMap(consumerFindings),
  ];
  return { findings: findings.toSorted(byPlace), rules };
}

/** Groups of the alerts that integrations' own events raise. */
function returnedGroups(
  rules: readonly CheckedRule[],
  tree: CheckedTree,
  returned: readonly ReturnedEvents[],
  alertLevel: number,
): ReadonlySet<string> {
  const labelled = ({ id }: CheckedRule) =>
    tree.pathsTo(id).some((path) => returned.some(({ label }) => asksFor(rulesOf(path), label)));
  return new Set(
    rules.filter((rule) => rule.level >= alertLevel && labelled(rule)).flatMap(({ groups }) => groups),
  );
}

function decoderNameFindings(rules: readonly CheckedRule[], names: ReadonlySet<string>): Finding[] {
  return rules.flatMap(({ id, file, line, rule }): Finding[] =>
    rule?.decodedAs === undefined || names.has(rule.decodedAs)
      ? []
      : [
          {
            kind: "unknown-decoder",
            severity: "error",
            file,
            line,
            rule: id,
            message: `Rule ${id} names the decoder ${rule.decodedAs} in <decoded_as>, which does not exist, and analysisd does not start.`,
            advice: "Name a decoder of the folder, or of Wazuh.",
          },
        ],
  );
}

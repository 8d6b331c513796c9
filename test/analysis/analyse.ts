import { alertJson } from "../../analysis/alert.ts";
import { Analysis, type Content, type Outcome } from "../../analysis/analysis.ts";
import { toBytes, toText } from "../../analysis/bytes.ts";
import { printJson } from "../../analysis/json-printer.ts";
import { readMessage } from "../../analysis/message.ts";

/** Tuesday, 24 November 2026, 07:26:10.581 UTC. */
export const someTime = Date.UTC(2026, 10, 24, 7, 26, 10, 581);

/** An analysis with rules, given as the elements inside a group, and what else is said. */
export function analysisOf(rules: string, more: Partial<Content> = {}): Analysis {
  const text = /^\s*<rule\b/.test(rules) ? `<group name="test,">${rules}</group>` : rules;
  return new Analysis({
    decoders: [],
    rules: rules === "" ? [] : [{ name: "etc/rules/local_rules.xml", text: toBytes(text) }],
    logLevel: 3,
    mailLevel: 12,
    ...more,
  });
}

/** Hands a datagram of the queue to an analysis. */
export function send(analysis: Analysis, datagram: string, time = someTime): Outcome | undefined {
  const message = readMessage(toBytes(datagram));
  return message && analysis.process(message, { time, manager: "wazuh.manager" });
}

/** Hands an object in JSON to an analysis, as custom-misp does. */
export const sendJson = (analysis: Analysis, event: object, time = someTime): Outcome | undefined =>
  send(analysis, `1:misp:${JSON.stringify(event)}`, time);

/** The line that Wazuh writes for an outcome. */
export const lineOf = ({ event, fired }: Outcome, forceFullLog = false): string =>
  toText(printJson(alertJson(event, fired, { manager: "wazuh.manager", offset: 248, forceFullLog })));

/** The alert that Wazuh writes for an outcome. */
export const alertOf = (outcome: Outcome | undefined): Alert =>
  JSON.parse(lineOf(outcome ?? fail(), true)) as Alert;

const fail = (): never => {
  throw new Error("Nothing came of the message.");
};

/** The parts of an alert that tests look at. */
export interface Alert {
  readonly timestamp: string;
  readonly rule?: {
    readonly id: string;
    readonly level: number;
    readonly description: string;
    readonly groups: readonly string[];
    readonly frequency?: number;
    readonly firedtimes?: number;
  };
  readonly agent: { readonly id: string; readonly name?: string; readonly ip?: string };
  readonly decoder: { readonly name?: string; readonly parent?: string };
  readonly data?: Readonly<Record<string, unknown>>;
  readonly location: string;
  readonly full_log?: string;
  readonly previous_output?: string;
  readonly predecoder?: Readonly<Record<string, string>>;
  readonly syscheck?: Readonly<Record<string, unknown>>;
}

/** The id of the rule that raised an alert; undefined where none did, or none that is written. */
export const raised = (outcome: Outcome | undefined): number | undefined =>
  outcome?.logged ? outcome.fired?.rule.id : undefined;

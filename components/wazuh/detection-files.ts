import { packetbeatRule, type RaisedEvent, raisedEvents, sysmonLinux } from "../telemetry.ts";
import { render } from "../template.ts";
import type { MispRule } from "./misp-rule.ts";
import { mispRules } from "./misp-rules.ts";
import { sysmonLinuxFields } from "./sysmon-linux-fields.ts";

/** A file of rules or decoders, by its place in Wazuh's folder. */
export interface DetectionFile {
  readonly path: string;
  readonly content: string;
}

/** The lab's decoders and rules, as the manager reads them: all of them follow from the two tables. */
export function detectionFiles(): DetectionFile[] {
  const raised = (source: RaisedEvent["source"]) =>
    raisedEvents.filter((event) => event.source === source).map(raisedRule);
  return [
    file("etc/decoders/lab_sysmon_linux.xml", {
      decoder: sysmonLinux.decoder,
      fields: sysmonLinuxFields,
    }),
    file("etc/rules/lab_packetbeat.xml", { base: packetbeatRule, rules: raised("packetbeat") }),
    file("etc/rules/lab_sysmon.xml", { rules: raised("sysmon-windows") }),
    file("etc/rules/lab_sysmon_linux.xml", {
      decoder: sysmonLinux.decoder,
      base: sysmonLinux.rule,
      rules: raised("sysmon-linux"),
    }),
    file("etc/rules/misp.xml", { rules: mispRules.map(mispRule) }),
  ];
}

const file = (path: string, values: Readonly<Record<string, unknown>>): DetectionFile => ({
  path,
  content: render(`wazuh-manager/${path}`, values),
});

const raisedRule = ({ parents, field, ...event }: RaisedEvent) => ({
  ...event,
  parents: parents.join(", "),
  field: field ?? false,
});

/** Templates are strict: what a rule does not have is `false`. */
const mispRule = ({ parent, groups, mitre, correlation, ...rule }: MispRule) => ({
  ...rule,
  parent: parent ?? false,
  groups: groups.length > 0 ? `${groups.join(",")},` : false,
  mitre: mitre.length > 0 ? mitre : false,
  correlation: correlation
    ? {
        ...correlation,
        same: correlation.same ?? false,
        different: correlation.different ?? false,
        allAgents: correlation.allAgents ?? false,
      }
    : false,
});

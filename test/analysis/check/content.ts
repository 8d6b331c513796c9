import { checkContent, type CheckInput } from "../../../analysis/check/check.ts";
import type { Finding, FindingKind } from "../../../analysis/check/finding.ts";
import type { ReturnedEvents } from "../../../analysis/check/label.ts";

/** Rules that are in order: what raises Sysmon's events, and what takes the events of an integration. */
export const goodRules = `<group name="sysmon,">
  <rule id="100703" level="3">
    <if_sid>61605, 92101, 92108</if_sid>
    <description>$(win.eventdata.image) connected</description>
    <group>sysmon_event3,</group>
  </rule>
  <rule id="100722" level="3">
    <if_sid>61650</if_sid>
    <description>$(win.eventdata.queryName) was looked up</description>
    <group>sysmon_event_22,</group>
  </rule>
</group>
<group name="misp,">
  <rule id="100620" level="0">
    <decoded_as>json</decoded_as>
    <field name="integration">^misp$</field>
    <description>An event of custom-misp</description>
  </rule>
  <rule id="100621" level="5">
    <if_sid>100620</if_sid>
    <field name="misp.error.kind">\\.+</field>
    <description>$(misp.error.message)</description>
    <group>misp_error,</group>
  </rule>
  <rule id="100622" level="12">
    <if_sid>100620</if_sid>
    <field name="misp.value">\\.+</field>
    <description>$(misp.value) is known</description>
    <group>misp_match,</group>
  </rule>
  <rule id="100625" level="10" frequency="8" timeframe="300">
    <if_sid>100621</if_sid>
    <if_matched_group>misp_error</if_matched_group>
    <description>The look-ups fail</description>
  </rule>
</group>`;

export const goodConf = `<ossec_config>
  <alerts><log_alert_level>3</log_alert_level></alerts>
  <integration>
    <name>custom-misp</name>
    <hook_url>https://misp</hook_url>
    <group>sysmon_event3,sysmon_event_22,sysmon_eid3_detections,syscheck_entry_added</group>
    <alert_format>json</alert_format>
  </integration>
</ossec_config>`;

const fields = ["integration", "misp.value", "misp.error.kind", "misp.error.message"];

/** The events of an integration, as far as these tests go. */
export const returned: ReturnedEvents = {
  name: "the enriched event",
  prefix: "misp.",
  label: { field: "integration", value: "misp" },
  has: (field) => fields.includes(field),
  samples: {
    "A match": { integration: "misp", "misp.value": "iabg.de" },
    "An error": { integration: "misp", "misp.error.kind": "timeout", "misp.error.message": "It timed out." },
  },
};

/** Checks rules as they are given, with the rest in order where nothing else is said. */
export function check(rules: string, more: Partial<CheckInput> & { conf?: string } = {}): readonly Finding[] {
  const { conf = goodConf, ...input } = more;
  return checkContent({
    rules: [{ name: "etc/rules/rules.xml", text: rules }],
    decoders: [],
    ossecConf: { name: "etc/ossec.conf", text: conf },
    returned: [returned],
    consumers: [],
    ...input,
  }).findings;
}

/** The good rules with a part put in another's place. */
export function broken(part: string, by: string): string {
  if (goodRules.split(part).length !== 2) {
    throw new Error(`"${part}" is not in the rules, or more than once.`);
  }
  return goodRules.replace(part, () => by);
}

/** What findings say, in short: kind, rule, and line. */
export const inShort = (findings: readonly Finding[]): [FindingKind, number | undefined, number][] =>
  findings.map(({ kind, rule, line }) => [kind, rule, line]);

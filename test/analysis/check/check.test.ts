import test from "ava";
import type { Finding, FindingKind } from "../../../analysis/check/finding.ts";
import { broken, check, goodConf, goodRules, inShort } from "./content.ts";

test("content that is in order has no findings", (t) => {
  t.deepEqual(check(goodRules), []);
});

interface Variant {
  readonly title: string;
  readonly findings: () => readonly Finding[];
  readonly expected: readonly [kind: FindingKind, rule: number | undefined, line: number][];
  readonly says: RegExp;
  readonly advises: RegExp;
}

const rule = (attributes: string, body: string): string =>
  `${goodRules}\n<group name="more,">\n<rule ${attributes}>\n${body}<description>d</description>\n</rule>\n</group>`;

const variants: readonly Variant[] = [
  {
    title: "a stock sibling of level 0 that takes a part of a rule's events",
    findings: () => check(broken("61605, 92101, 92108", "61605")),
    expected: [["loses-events", 100703, 2]],
    says: /^Rule 100703 does not get all of its events: rule 92101 \(level 0, Wazuh's 0810-sysmon_id_3\.xml\) is tried first and takes such as win\.eventdata\.image=\\powershell\.exe, win\.eventdata\.protocol=tcp, of which no alert comes; likewise 92108\.$/,
    advises: /^Name them as parents too: <if_sid>\.\.\., 92101, 92108<\/if_sid>\.$/,
  },
  {
    title: "a sibling of level 0 of our own that takes every event",
    findings: () => check(rule('id="100650" level="0"', "<if_sid>100620</if_sid>")),
    expected: [
      ["never-fires", 100621, 19],
      ["raises-nothing", undefined, 19],
      ["raises-nothing", undefined, 19],
      ["never-fires", 100622, 25],
    ],
    says: /^Rule 100621 never fires: rule 100650 \(level 0, line 38 of etc\/rules\/rules\.xml\) is of level 0, and tried before all others, and takes each of the 6 events that were made up for it, without an alert\.$/,
    advises: /^Give rule 100650 a condition/,
  },
  {
    title: "a child of level 0 that mutes every match",
    findings: () => check(rule('id="100650" level="0"', "<if_sid>100622</if_sid>")),
    expected: [
      ["raises-nothing", undefined, 19],
      ["never-fires", 100622, 25],
    ],
    says: /^A match raises no alert: rule 100650 of level 0 \(.*\) takes it, and alerts are written from level 3 on\.$/,
    advises: /lab rules explain/,
  },
  {
    title: "a sibling of a higher level that asks for less",
    findings: () =>
      check(
        rule('id="100651" level="13"', '<if_sid>100620</if_sid>\n<field name="misp.value">\\.+</field>\n'),
      ),
    expected: [["never-fires", 100622, 25]],
    says: /rule 100651 \(level 13, .*\) is of a higher level, and tried first/,
    advises: /^Give rule 100622 a higher level/,
  },
  {
    title: "a sibling of the same level that is read before and asks for the same",
    findings: () =>
      check(rule('id="100651" level="12"', '<if_sid>100620</if_sid>\n<field name="misp.value">^x</field>\n')),
    expected: [["never-fires", 100651, 38]],
    says: /rule 100622 \(level 12, line 25 of .*\) is read before it, and tried first/,
    advises: /put it before rule 100622/,
  },
  {
    title: "the label that nobody asks for",
    findings: () => check(broken('<field name="integration">^misp$</field>', "")),
    expected: [
      ["no-label", 100621, 19],
      ["no-label", 100622, 25],
    ],
    says: /^Rule 100621 reads fields of the enriched event, and neither it nor a rule above it asks for the label integration="misp"\.$/,
    advises: /<field name="integration">\^misp\$<\/field>/,
  },
  {
    title: "a label that is written in another way than custom-misp does",
    findings: () => check(broken("^misp$", "^custom-misp$")),
    expected: [
      ["no-label", 100621, 19],
      ["no-label", 100622, 25],
    ],
    says: /the label integration="misp"/,
    advises: /topmost parent/,
  },
  {
    title: "a group of the integration that no rule has",
    findings: () => check(goodRules, { conf: goodConf.replace("sysmon_event_22", "sysmon_event22") }),
    expected: [["group-nobody-has", undefined, 6]],
    says: /^<group> names "sysmon_event22", which is no group of a rule of level 3 or more: integratord compares it exactly, and never calls custom-misp for it\.$/,
    advises: /there is sysmon_event_22/,
  },
  {
    title: "a group of the integration that only a rule of level 0 has",
    findings: () => check(goodRules, { conf: goodConf.replace("sysmon_event3,", "sysmon_event1,") }),
    expected: [["group-nobody-has", undefined, 6]],
    says: /"sysmon_event1"/,
    advises: /take it out/,
  },
  {
    title: "a blank in the integration's groups",
    findings: () => check(goodRules, { conf: goodConf.replace(",sysmon_event_22", ", sysmon_event_22") }),
    expected: [["group-nobody-has", undefined, 6]],
    says: /" sysmon_event_22"/,
    advises: /^Take the blanks out: integratord trims nothing\.$/,
  },
  {
    title: "an id that is there twice",
    findings: () => check(broken('id="100622"', 'id="100621"')),
    expected: [
      ["raises-nothing", undefined, 19],
      ["duplicate-id", 100621, 25],
    ],
    says: /^A match raises no alert|^Rule 100621 is there already \(etc\/rules\/rules\.xml, line 19\)/,
    advises: /./,
  },
  {
    title: "the id of a stock rule",
    findings: () => check(broken('id="100722"', 'id="5710"')),
    expected: [["duplicate-id", 5710, 7]],
    says: /^Rule 5710 is there already \(Wazuh's own 0095-sshd_rules\.xml\)/,
    advises: /^Give it a free id from 100000 to 999999\.$/,
  },
  {
    title: "an id outside the range",
    findings: () => check(broken('id="100722"', 'id="100822"'), { idRange: [100_600, 100_799] }),
    expected: [["id-range", 100822, 7]],
    says: /^Rule 100822 is outside the range 100600 to 100799\.$/,
    advises: /free id in the range/,
  },
  {
    title: "a parent that does not exist",
    findings: () => check(broken("61650", "61699")),
    expected: [["unknown-parent", 100722, 7]],
    says: /^Rule 100722 names 61699 in <if_sid>, and no such rule exists: Wazuh leaves rule 100722 out\.$/,
    advises: /stock rules of Wazuh 4\.14/,
  },
  {
    title: "a parent in a file of stock rules that is left out",
    findings: () =>
      check(goodRules, {
        conf: goodConf.replace(
          "<alerts>",
          "<ruleset><rule_exclude>0595-win-sysmon_rules.xml</rule_exclude></ruleset><alerts>",
        ),
      }),
    expected: [
      ["unknown-parent", 100703, 2],
      ["unknown-parent", 100722, 7],
    ],
    says: /^Rule 100703 names 61605 in <if_sid>, and no such rule exists/,
    advises: /stock rules of Wazuh 4\.14/,
  },
  {
    title: "a parent group that no rule has",
    findings: () => check(rule('id="100723" level="3"', "<if_group>sysmon_event22</if_group>")),
    expected: [["unknown-parent", 100723, 38]],
    says: /^Rule 100723 names the group sysmon_event22 in <if_group>/,
    advises: /there is sysmon_event_22/,
  },
  {
    title: "a level that no rule reaches",
    findings: () => check(rule('id="100723" level="3"', "<if_level>16</if_level>")),
    expected: [["unknown-parent", 100723, 38]],
    says: /level 16 in <if_level>/,
    advises: /./,
  },
  {
    title: "a parent that is read after its child",
    findings: () =>
      check(`<group name="early,">
<rule id="100652" level="3"><if_sid>100722</if_sid><description>d</description></rule>
</group>
${goodRules}`),
    expected: [["late-parent", 100652, 2]],
    says: /names 100722 in <if_sid>, which Wazuh reads only later \(etc\/rules\/rules\.xml, line 10\)/,
    advises: /^Put rule 100722 before it\./,
  },
  {
    title: "a field that the enriched event does not have",
    findings: () => check(broken("$(misp.value) is known", "$(misp.valeu) is known")),
    expected: [["unknown-field", 100622, 28]],
    says: /^Rule 100622 reads misp\.valeu, which the enriched event does not have\.$/,
    advises: /lab rules explain/,
  },
  {
    title: "a field that Sysmon's event does not have",
    findings: () => check(broken("win.eventdata.queryName", "win.eventdata.destinationIp")),
    expected: [["unknown-field", 100722, 9]],
    says: /^Rule 100722 reads win\.eventdata\.destinationIp, which Sysmon's event 22 does not have\.$/,
    advises: /./,
  },
  {
    title: "an empty group",
    findings: () => check(`${goodRules}\n<group name="local,">\n</group>`),
    expected: [["empty-group", undefined, 37]],
    says: /^The <group> holds no rule, and analysisd does not start\.$/,
    advises: /^Take the element out/,
  },
  {
    title: "a pattern of PCRE2 where osregex is meant",
    findings: () => check(broken('"misp.value">\\.+', '"misp.value">(bad|worse)')),
    expected: [
      ["raises-nothing", undefined, 19],
      ["pattern", 100622, 27],
    ],
    says: /osregex refuses, and analysisd does not start: osregex has no alternatives inside a group|^A match/,
    advises: /./,
  },
  {
    title: "a pattern that osregex takes as text",
    findings: () =>
      check(
        rule(
          'id="100653" level="13"',
          '<if_sid>100622</if_sid>\n<field name="misp.value">[0-9]+.*</field>\n',
        ),
      ),
    expected: [["wrong-language", 100653, 40]],
    says: /holds `\[0-9\]\+`, which osregex takes as plain text/,
    advises: /type="pcre2"/,
  },
  {
    title: "a rule without a level",
    findings: () => check(broken('id="100722" level="3"', 'id="100722"')),
    expected: [
      ["group-nobody-has", undefined, 6],
      ["no-level", 100722, 7],
    ],
    says: /^Rule 100722 has no level, and analysisd does not start\.$|sysmon_event_22/,
    advises: /./,
  },
  {
    title: "an element that rules do not have",
    findings: () =>
      check(broken("<if_sid>61650</if_sid>", "<if_sid>61650</if_sid><if_matched>5</if_matched>")),
    expected: [["refused", 100722, 7]],
    says: /^Invalid option 'if_matched' for rule '100722', and analysisd does not start\.$/,
    advises: /Wazuh's own words/,
  },
  {
    title: "XML that Wazuh's reader refuses",
    findings: () => check(broken("</rule>\n</group>\n<group", "</rule>\n<group")),
    expected: [["xml", undefined, 35]],
    says: /^Wazuh's XML reader refuses the file: /,
    advises: /^Mend the XML as Wazuh reads it/,
  },
  {
    title: "a decoder that does not exist",
    findings: () => check(rule('id="100654" level="3"', "<decoded_as>sysmon-linux</decoded_as>")),
    expected: [["unknown-decoder", 100654, 38]],
    says: /names the decoder sysmon-linux in <decoded_as>, which does not exist/,
    advises: /./,
  },
  {
    title: "an integration that is called for its own answers",
    findings: () =>
      check(goodRules, { conf: goodConf.replace("sysmon_event3,", "sysmon_event3,misp_match,") }),
    expected: [["integration", undefined, 6]],
    says: /^<group> names "misp_match", which the alerts of custom-misp's own events have/,
    advises: /a group of their own/,
  },
  {
    title: "a list that ossec.conf does not name",
    findings: () =>
      check(
        rule(
          'id="100651" level="13"',
          '<if_sid>100620</if_sid>\n<list field="misp.value" lookup="match_key">etc/lists/values</list>\n',
        ),
      ).filter(({ severity }) => severity === "error"),
    expected: [["unknown-list", 100651, 40]],
    says: /^Rule 100651 asks the list etc\/lists\/values, which ossec\.conf does not name: Wazuh leaves the rule out\.$/,
    advises: /<list>etc\/lists\/values<\/list>/,
  },
  {
    title: "alerts as text",
    findings: () => check(goodRules, { conf: goodConf.replace("<alert_format>json</alert_format>", "") }),
    expected: [["integration", undefined, 3]],
    says: /gets alerts as six lines of text/,
    advises: /<alert_format>json<\/alert_format>/,
  },
  {
    title: "an integration whose name integratord does not take",
    findings: () => check(goodRules, { conf: goodConf.replace("custom-misp", "misp") }),
    expected: [["integration", undefined, 3]],
    says: /is called misp, and integratord runs only its own/,
    advises: /^Call it custom-.../,
  },
];

for (const { title, findings, expected, says, advises } of variants) {
  test(`the check finds ${title}`, (t) => {
    const found = findings();
    t.deepEqual(inShort(found), [...expected]);
    t.regex(found[0]!.message, says);
    t.regex(found[0]!.advice, advises);
  });
}

test("a rule that asks a list, which this check does not read, takes no events from others and is a note", (t) => {
  const found = check(
    rule(
      'id="100651" level="13"',
      '<if_sid>100620</if_sid>\n<list field="misp.value" lookup="match_key">etc/lists/values</list>\n',
    ),
    { conf: goodConf.replace("<alerts>", "<ruleset><list>etc/lists/values</list></ruleset><alerts>") },
  );
  t.deepEqual(inShort(found), [["not-checked", 100651, 38]]);
  t.is(found[0]!.severity, "note");
});

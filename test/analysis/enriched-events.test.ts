import test from "ava";
import { alertOf, analysisOf, lineOf, raised, send, sendJson } from "./analyse.ts";

const mispRules = (parentLevel: number, children = "") => `
  <rule id="100620" level="${parentLevel}">
    <decoded_as>json</decoded_as>
    <field name="integration">misp</field>
    <description>MISP</description>
    <options>no_full_log</options>
  </rule>
  ${children}`;

const child = (id: number, level: number, field: string) => `
  <rule id="${id}" level="${level}">
    <if_sid>100620</if_sid>
    <field name="${field}">\\.+</field>
    <description>child ${id}</description>
    <options>no_full_log</options>
  </rule>`;

const event = {
  integration: "misp",
  misp: { category: "Network activity", value: "1.2.3.4", type: "ip-dst", event_id: "7" },
};

test("an enriched event becomes an alert in the shape, and with the keys in the order, of the real manager", (t) => {
  const analysis = analysisOf(`<group name="misp,threat_intel,">${mispRules(10)}
    <rule id="100622" level="12">
      <if_sid>100620</if_sid>
      <field name="misp.category">\\.+</field>
      <description>MISP - IoC found in Threat Intel - Category: $(misp.category), Attribute: $(misp.value)</description>
      <options>no_full_log</options>
      <group>misp_alert,</group>
    </rule></group>`);
  const line = lineOf(sendJson(analysis, event)!);
  t.is(
    line.replace(/"timestamp":"[^"]*"/, '"timestamp":""'),
    '{"timestamp":"","rule":{"level":12,"description":"MISP - IoC found in Threat Intel - Category: Network activity, ' +
      'Attribute: 1.2.3.4","id":"100622","firedtimes":1,"mail":true,"groups":["misp","threat_intel","misp_alert"]},' +
      '"agent":{"id":"000","name":"wazuh.manager"},"manager":{"name":"wazuh.manager"},"id":"1795505170.248",' +
      '"decoder":{"name":"json"},"data":{"integration":"misp","misp":{"category":"Network activity","value":"1.2.3.4",' +
      '"type":"ip-dst","event_id":"7"}},"location":"misp"}',
  );
  t.regex(line, /"timestamp":"2026-11-2\dT\d\d:\d\d:10\.581[+-]\d{4}"/);
});

test("the parent fires alone where no child takes the event", (t) => {
  t.is(raised(sendJson(analysisOf(mispRules(10)), event)), 100620);
});

test("a field without a type is an osregex and not anchored", (t) => {
  t.is(raised(sendJson(analysisOf(mispRules(10)), { integration: "misp2" })), 100620);
});

test("without a rule of ours, no rule matches and nothing is written to alerts.json", (t) => {
  const outcome = sendJson(analysisOf(""), event);
  t.is(outcome!.logged, false);
  t.is(alertOf(outcome).rule, undefined);
});

test("an event that a rule of level 0 takes looks in archives.json like one that no rule took", (t) => {
  const outcome = sendJson(analysisOf(mispRules(0)), event);
  t.is(outcome!.taker!.id, 100620);
  t.is(alertOf(outcome).rule, undefined);
});

const swallowing: readonly (readonly [what: string, event: object, by: number | undefined])[] = [
  ["timestamp and event_type of an alert", { timestamp: "x", event_type: "alert" }, 86601],
  ["timestamp and event_type", { timestamp: "x", event_type: "dns" }, undefined],
  ["vulnerability.cve", { vulnerability: { cve: "CVE-2026-1" } }, undefined],
  ["the integration virustotal", { integration: "misp virustotal" }, undefined],
  ["@source of NextCloud", { "@source": "NextCloud" }, undefined],
  ["type, scan_id and cis", { type: "x", scan_id: "1", cis: { score: "1" } }, undefined],
  ["WAFAction", { WAFAction: "block" }, undefined],
  ["activity_id and category_uid", { activity_id: "1", category_uid: "2" }, undefined],
];

for (const [what, extra, by] of swallowing) {
  for (const level of [0, 10]) {
    test(`a stock root of level 0 takes an event with ${what} before a parent of level ${level}`, (t) => {
      t.is(
        raised(
          sendJson(analysisOf(mispRules(level, child(100622, 12, "misp.category"))), { ...event, ...extra }),
        ),
        by,
      );
    });
  }
}

test("a parent of level 0 goes before the stock root of level 3 that takes azure_tag", (t) => {
  const tagged = { ...event, azure_tag: "azure-ad-graph" };
  t.is(raised(sendJson(analysisOf(mispRules(0, child(100622, 12, "misp.category"))), tagged)), 100622);
});

test("a parent of level 3 goes after the stock root of level 3 that takes azure_tag, which was read first", (t) => {
  const tagged = { ...event, azure_tag: "azure-ad-graph" };
  t.is(raised(sendJson(analysisOf(mispRules(3, child(100622, 12, "misp.category"))), tagged)), 87802);
});

for (const [level, expected] of [
  [0, 100622],
  [1, undefined],
  [2, undefined],
  [3, 100622],
] as const) {
  test(`an event with the word "failed" reaches a parent of level ${level}: ${String(expected !== undefined)}`, (t) => {
    const analysis = analysisOf(mispRules(level, child(100622, 12, "misp.category")));
    const outcome = sendJson(analysis, { ...event, comment: "it failed" });
    t.is(raised(outcome), expected);
    t.is(outcome!.taker!.id, expected ?? 1002);
  });
}

test("a child of level 0 takes the event from a sibling of level 12, and nothing is raised", (t) => {
  const rules = mispRules(0, child(100622, 12, "misp.category") + child(100623, 0, "misp.category"));
  const outcome = sendJson(analysisOf(rules), event);
  t.is(raised(outcome), undefined);
  t.is(outcome!.taker!.id, 100623);
});

test("of two siblings of one level the first in the file takes the event", (t) => {
  const rules = mispRules(0, child(100622, 12, "misp.category") + child(100623, 12, "misp.category"));
  t.is(raised(sendJson(analysisOf(rules), event)), 100622);
});

test("of two siblings that match the one of the higher level takes the event, wherever it stands", (t) => {
  const rules = mispRules(0, child(100621, 5, "misp.error") + child(100622, 12, "misp.category"));
  t.is(
    raised(sendJson(analysisOf(rules), { integration: "misp", misp: { category: "x", error: "y" } })),
    100622,
  );
});

test("there is no way back to a sibling: a parent without a child that matches keeps the event", (t) => {
  const rules = `
    <rule id="100630" level="5"><decoded_as>json</decoded_as><field name="a">x</field><description>a</description></rule>
    <rule id="100631" level="9"><if_sid>100630</if_sid><field name="b">y</field><description>b</description></rule>
    <rule id="100632" level="4"><decoded_as>json</decoded_as><field name="a">x</field><description>c</description></rule>`;
  t.is(raised(sendJson(analysisOf(rules), { a: "x" })), 100630);
});

test("firedtimes counts a rule's alerts", (t) => {
  const analysis = analysisOf(mispRules(10));
  sendJson(analysis, event);
  t.is(alertOf(sendJson(analysis, event)).rule!.firedtimes, 2);
});

test("`[001] (web01) any->misp` names the agent and not its address", (t) => {
  const alert = alertOf(send(analysisOf(""), '1:[001] (web01) any->misp:{"a":"b"}'));
  t.deepEqual(alert.agent, { id: "001", name: "web01" });
  t.is(alert.location, "misp");
});

test("an address in place of `any` becomes agent.ip, and a `|:` in the location a colon", (t) => {
  const alert = alertOf(send(analysisOf(""), '1:[001] (web01) fe80|:|:1->C|:\\x||y:{"a":"b"}'));
  t.deepEqual(alert.agent, { id: "001", name: "web01", ip: "fe80::1" });
  t.is(alert.location, "C:\\x|y");
});

test("a colon in the location that is not escaped ends it, and the log is not decoded", (t) => {
  const alert = alertOf(send(analysisOf(""), '1:C:\\x:{"a":"b"}'));
  t.is(alert.location, "C");
  t.is(alert.full_log, '\\x:{"a":"b"}');
  t.deepEqual(alert.decoder, {});
});

test("a line of syslog is asked about like one of a file, and the queues of parts that are not here come to nothing", (t) => {
  const analysis = analysisOf(mispRules(10));
  t.is(raised(send(analysis, '2:10.0.0.1:{"integration":"misp"}')), 100620);
  for (const queue of "359deup") {
    t.is(send(analysis, `${queue}:x:{"integration":"misp"}`), undefined);
  }
});

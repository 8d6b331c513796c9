import test from "ava";
import { check, goodRules } from "./content.ts";

const decoder = `<decoder name="my-app">
  <program_name>^my-app$</program_name>
</decoder>
<decoder name="my-app-fields">
  <parent>my-app</parent>
  <regex>user (\\S+) from (\\S+)</regex>
  <order>account, srcip</order>
</decoder>`;

const rules = `${goodRules}
<group name="my_app,">
  <rule id="100650" level="3">
    <decoded_as>my-app</decoded_as>
    <field name="account">^root$</field>
    <description>$(account) came from $(srcip)</description>
  </rule>
</group>`;

const checked = (text: string, ofRules = rules) =>
  check(ofRules, { decoders: [{ name: "etc/decoders/my.xml", text }] }).map(
    ({ kind, file, line, message }) => `${kind} ${file}:${line} ${message}`,
  );

test("decoders that are in order have no findings, and rules may name them and read their fields", (t) => {
  t.deepEqual(checked(decoder), []);
});

test("a field that the rule's decoder does not make is found", (t) => {
  t.deepEqual(checked(decoder, rules.replace('name="account"', 'name="user_name"')), [
    "unknown-field etc/rules/rules.xml:40 Rule 100650 reads user_name, which the decoder my-app does not have.",
  ]);
});

test("a decoder that another has for its parent and that does not exist is found", (t) => {
  const [first] = checked(decoder.replace("<parent>my-app<", "<parent>myapp<"), goodRules);
  t.is(
    first,
    "refused etc/decoders/my.xml:4 Decoder my-app-fields has the parent myapp, which does not exist: analysisd does not start.",
  );
});

test("a decoder below one of Wazuh's own is taken as it is", (t) => {
  t.deepEqual(checked(decoder.replace("<parent>my-app<", "<parent>sshd<"), goodRules), []);
});

test("an expression without an order, and a pattern that osregex refuses, are found", (t) => {
  t.deepEqual(checked(decoder.replace("<order>account, srcip</order>", "").trim(), goodRules), [
    "refused etc/decoders/my.xml:4 (2107): Decoder configuration error: 'my-app-fields': analysisd does not start.",
  ]);
  t.deepEqual(checked(decoder.replace("user (", "user (("), goodRules), [
    "pattern etc/decoders/my.xml:6 <regex> has a pattern that osregex refuses, and analysisd does not start: groups of osregex do not nest and must be closed.",
  ]);
});

test("XML that Wazuh's reader refuses is found in decoders and in ossec.conf too", (t) => {
  t.regex(checked(`${decoder}<decoder`, goodRules)[0] ?? "", /^xml etc\/decoders\/my\.xml:8 /);
  const [finding] = check(goodRules, { conf: "<ossec_config><alerts></ossec_config>" });
  t.like(finding, { kind: "xml", file: "etc/ossec.conf", line: 1 });
  t.regex(finding!.message, /and the manager does not start/);
});

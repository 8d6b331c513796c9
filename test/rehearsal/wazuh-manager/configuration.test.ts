import test from "ava";
import { ConfigurationError } from "../../../rehearsal/wazuh-manager/configuration/elements.ts";
import { readOssecConf } from "../../../rehearsal/wazuh-manager/configuration/ossec-conf.ts";

const conf = (inside: string): string => `<ossec_config>\n${inside}\n</ossec_config>`;

test("without a word, Wazuh writes alerts of level 1 and more, mails from 7, and keeps no archives", (t) => {
  t.like(readOssecConf(""), {
    jsonOutput: true,
    archiveJson: false,
    logLevel: 1,
    mailLevel: 7,
    integrations: [],
  });
});

test("several roots make one configuration", (t) => {
  const text =
    conf("<global><logall_json>yes</logall_json></global>") +
    conf("<alerts><log_alert_level>3</log_alert_level><email_alert_level>12</email_alert_level></alerts>");
  t.like(readOssecConf(text), { archiveJson: true, logLevel: 3, mailLevel: 12 });
});

test("an integration says what it takes, with Wazuh's values for the rest", (t) => {
  const [one, two] = readOssecConf(
    conf(
      `<integration><name>custom-a</name></integration>
    <integration>
      <name>custom-b</name><api_key>k</api_key><hook_url>https://x</hook_url><level>7</level>
      <rule_id>1, 2,,3</rule_id><group>a, b</group><event_location>^/var</event_location>
      <alert_format>json</alert_format><options>{"a": "<"}</options><timeout>5</timeout><retries>0</retries>
    </integration>`.replace('"<"', '"\\<"'),
    ),
  ).integrations;
  t.deepEqual(one, {
    name: "custom-a",
    apiKey: "",
    hookUrl: "",
    level: 0,
    ruleIds: [],
    group: "",
    location: undefined,
    json: false,
    options: undefined,
    maxLog: 165,
    timeout: 10,
    retries: 3,
  });
  t.like(two, { apiKey: "k", hookUrl: "https://x", level: 7, ruleIds: [1, 2, 3], group: "a, b", json: true });
  t.like(two, { options: '{"a": "\\<"}', timeout: 5, retries: 0 });
  t.true(two!.location!.test("/var/log"));
});

for (const section of [
  "syscheck",
  "rootcheck",
  "wodle",
  "vulnerability-detection",
  "indexer",
  "cluster",
  "localfile",
]) {
  test(`the section <${section}> is for a part that the stand-in does not have, and taken as it is`, (t) => {
    t.notThrows(() => readOssecConf(conf(`<${section}><whatever>x</whatever></${section}>`)));
  });
}

for (const [inside, message, line] of [
  ["<globals/>", "(1230): Invalid element in the configuration: 'globals'.", 2],
  [
    "<global>\n<json_output>yes</json_output></global>",
    "(1230): Invalid element in the configuration: 'json_output'.",
    3,
  ],
  [
    "<global><jsonout_output>true</jsonout_output></global>",
    "(1235): Invalid value for element 'jsonout_output': true.",
    2,
  ],
  [
    "<alerts><log_alert_level>x</log_alert_level></alerts>",
    "(1235): Invalid value for element 'log_alert_level': x.",
    2,
  ],
  ["<alerts><level>3</level></alerts>", "(1230): Invalid element in the configuration: 'level'.", 2],
  ["<ruleset><rules>x</rules></ruleset>", "(1230): Invalid element in the configuration: 'rules'.", 2],
  [
    "<integration><name>custom-a</name><groups>x</groups></integration>",
    "(1230): Invalid element in the configuration: 'groups'.",
    2,
  ],
  [
    "<integration><name>custom-a</name><level>high</level></integration>",
    "(1235): Invalid value for element 'level': high.",
    2,
  ],
  [
    "<integration><name>custom-a</name><max_log>10</max_log></integration>",
    "(1235): Invalid value for element 'max_log': 10.",
    2,
  ],
  [
    "<integration><group>x</group></integration>",
    "(1295): Invalid integration configuration: the name is missing.",
    2,
  ],
  ["<remote><ports>1514</ports></remote>", "(1230): Invalid element in the configuration: 'ports'.", 2],
  ["<auth><password>x</password></auth>", "(1230): Invalid element in the configuration: 'password'.", 2],
  [
    "<global>",
    "(1226): Error reading XML file 'etc/ossec.conf': XMLERR: Element 'global' not closed. (line 3).",
    3,
  ],
] as const) {
  test(`${inside.replaceAll("\n", " ")} is refused as Wazuh does, and the line is told`, (t) => {
    t.like(
      t.throws(() => readOssecConf(conf(inside)), { instanceOf: ConfigurationError }),
      { message, line },
    );
  });
}

test("a root that is not ossec_config is refused", (t) => {
  t.throws(() => readOssecConf("<config/>"), {
    message: "(1230): Invalid element in the configuration: 'config'.",
  });
});

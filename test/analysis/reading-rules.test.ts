import test from "ava";
import { RefusedContent, UnsupportedContent } from "../../analysis/problems.ts";
import { alertOf, analysisOf, raised, send, sendJson } from "./analyse.ts";

const rule = (inside: string, attributes = 'id="100700" level="5"') =>
  `<rule ${attributes}>${inside}<description>d</description></rule>`;

const refused: readonly (readonly [what: string, rules: string, message: string])[] = [
  ["a group without a rule", '<group name="x,"></group>', "Group 'group' without any rule."],
  ["another root", "<rules></rules>", 'rules_op: Invalid root element "rules".Only "group" is allowed'],
  [
    "a group without a name",
    "<group><rule/></group>",
    "rules_op: Invalid root element 'group'.Only the group name is allowed",
  ],
  [
    "something else in a group",
    '<group name="x,"><x/></group>',
    "Invalid configuration. 'x' is not a valid element.",
  ],
  [
    "a rule without attributes",
    "<rule><match>x</match></rule>",
    "Invalid rule '0'. You must specify an ID and a level at least.",
  ],
  ["a rule without a level", rule("", 'id="1"'), "No rule id or level specified for rule '0'."],
  [
    "an id of seven digits",
    rule("", 'id="1000000" level="1"'),
    "rules_op: Invalid rule id: 1000000. Must be integer (max 6 digits)",
  ],
  [
    "a level above 16",
    rule("", 'id="100700" level="17"'),
    "rules_op: Invalid level: 17. Must be an integer between 0 and 16.",
  ],
  [
    "a frequency of one",
    rule("", 'id="100700" level="1" frequency="1"'),
    "rules_op: Invalid frequency: 1. Must be higher than 1 and lower than 10000.",
  ],
  [
    "an attribute that is not known",
    rule("", 'id="100700" level="1" x="1"'),
    'rules_op: Invalid attribute "x". Only id, level, maxsize, accuracy, noalert, ignore, frequency and timeframe are allowed.',
  ],
  [
    "an empty rule",
    '<rule id="100700" level="1"></rule>',
    "Rule '100700' without any option. It may lead to false positives and some other problems for the system. Exiting.",
  ],
  [
    "a rule without a description",
    '<rule id="100700" level="1"><match>x</match></rule>',
    "No such description at rule '100700'.",
  ],
  [
    "an option that is not known",
    rule("<matches>x</matches>"),
    "Invalid option 'matches' for rule '100700'.",
  ],
  [
    "a value of options that is not known",
    rule("<options>x</options>"),
    "Invalid option 'options' for rule '100700'.",
  ],
  ["a category that is not known", rule("<category>x</category>"), "(1273): Invalid category 'x' chosen."],
  ["a decoder that is not known", rule("<decoded_as>x</decoded_as>"), "Invalid decoder name: 'x'."],
  [
    "a field without a name",
    rule("<field>x</field>"),
    "Failure to read rule 100700. No such attribute 'name' for field.",
  ],
  [
    "a field that has a place of its own",
    rule('<field name="srcip">x</field>'),
    "Failure to read rule 100700. Field 'srcip' is static.",
  ],
  [
    "an expression with a mistake",
    rule('<field name="a">\\x</field>'),
    "(5107): Syntax error on tag 'a' in rule 100700",
  ],
  ["an address that is none", rule("<srcip>x</srcip>"), "(1237): Invalid ip address: 'x'."],
  [
    "a frequency without if_matched",
    rule("<match>x</match>", 'id="100700" level="1" frequency="3"'),
    "Invalid use of frequency/context options. Missing if_matched on rule '100700'.",
  ],
  [
    "same_field without if_matched",
    rule("<same_field>x</same_field>"),
    "Invalid use of frequency/context options. Missing if_matched on rule '100700'.",
  ],
  [
    "XML that is not closed",
    '<group name="x,"><rule>',
    "(1226): Error reading XML file 'etc/rules/local_rules.xml': XMLERR: End of file and some elements were not closed. (line 1).",
  ],
];

for (const [what, rules, message] of refused) {
  test(`${what} keeps Wazuh from starting`, (t) => {
    const error = t.throws(() => analysisOf(rules), { instanceOf: RefusedContent });
    t.like(error.problems.at(-1), { level: "ERROR", message, file: "etc/rules/local_rules.xml" });
  });
}

const ignored: readonly (readonly [what: string, rules: string, message: string | RegExp])[] = [
  [
    "an if_sid that is not there",
    rule("<if_sid>100799</if_sid>"),
    "(7619): Empty 'if_sid' value. Rule '100700' will be ignored.",
  ],
  [
    "an if_sid that is no number",
    rule("<if_sid>x</if_sid>"),
    "(7618): Invalid 'if_sid' value: 'x'. Rule '100700' will be ignored.",
  ],
  [
    "an if_group that is not there",
    rule("<if_group>nobody</if_group>"),
    "(7610): Group 'nobody' was not found. Invalid 'if_group'. Rule '100700' will be ignored.",
  ],
  [
    "an if_level that is no number",
    rule("<if_level>x</if_level>"),
    "(7609): Invalid 'if_level' value: 'x'. Rule '100700' will be ignored.",
  ],
  [
    "an if_matched_sid that is no number",
    rule("<if_matched_sid>x</if_matched_sid>"),
    "(7615): Invalid 'if_matched_sid' value: 'x'. Rule '100700' will be ignored.",
  ],
  [
    "an id of a stock rule",
    rule("<match>x</match>", 'id="1002" level="5"'),
    "(7612): Rule ID '1002' is duplicated. Only the first occurrence will be considered.",
  ],
];

for (const [what, rules, message] of ignored) {
  test(`a rule with ${what} is ignored with a warning`, (t) => {
    const analysis = analysisOf(rules);
    t.deepEqual(analysis.problems.at(-1)?.message, message);
    t.is(analysis.ruleCount, analysisOf("").ruleCount);
  });
}

test("of several ids in if_sid those that are not there are left out with a warning", (t) => {
  const analysis = analysisOf(rule("<if_sid>61603, 100799</if_sid>"));
  t.is(
    analysis.problems[0]!.message,
    "(7617): Signature ID '100799' was not found and will be ignored in the 'if_sid' option of rule '100700'.",
  );
  t.is(analysis.ruleCount, analysisOf("").ruleCount + 1);
});

test("same_agent does nothing any more, and Wazuh says so", (t) => {
  const analysis = analysisOf(rule("<match>xyz</match><same_agent/>"));
  t.is(
    analysis.problems[0]!.message,
    "Detected a deprecated field option for rule, same_agent is not longer available.",
  );
  t.is(raised(send(analysis, "1:/x:xyz")), 100700);
});

test("overwrite without a rule to overwrite adds the rule with a warning", (t) => {
  const analysis = analysisOf(rule("<match>xyz</match>", 'id="100700" level="5" overwrite="yes"'));
  t.regex(
    analysis.problems[0]!.message,
    /^\(7613\): Rule ID '100700' does not exist but 'overwrite' is set to 'yes'/,
  );
  t.is(raised(send(analysis, "1:/x:xyz")), 100700);
});

for (const element of [
  '<list field="a" lookup="address_match_key_value" check_value="b">etc/lists/x</list>',
  "<time>6 pm - 8 am</time>",
  "<weekday>monday</weekday>",
  "<check_diff/>",
  "<if_fts/>",
  "<ignore>user</ignore>",
  "<if_matched_regex>x</if_matched_regex>",
  "<same_srcgeoip/>",
  "<mitre><tacticID>TA0001</tacticID></mitre>",
]) {
  const name = /<(\w+)/.exec(element)![1]!;
  test(`<${name}> is said not to be supported, with rule and file`, (t) => {
    const error = t.throws(() => analysisOf(rule(element)), { instanceOf: UnsupportedContent });
    t.regex(error.message, new RegExp(`^Rule 100700 in etc/rules/local_rules\\.xml uses .*<${name}>`));
  });
}

test("a PCRE2 construct that JavaScript does not have is said not to be supported, with rule and file", (t) => {
  const error = t.throws(() => analysisOf(rule('<field name="a" type="pcre2">a++</field>')), {
    instanceOf: UnsupportedContent,
  });
  t.regex(
    error.message,
    /^<a> of rule 100700 in etc\/rules\/local_rules\.xml uses the possessive quantifier \+\+/,
  );
});

test("files are read by name, whatever their folder: one before 0010 is read before the stock rules", (t) => {
  const early = {
    name: "etc/rules/0001-early.xml",
    text: `<group name="x,">${rule("<match>x</match>")}</group>`,
  };
  const late = { name: "etc/rules/early.xml", text: early.text };
  t.is(analysisOf("", { rules: [early] }).problems[0]!.message.slice(0, 6), "(7611)");
  t.deepEqual(analysisOf("", { rules: [late] }).problems, []);
});

test("stock files that are excluded take no part", (t) => {
  const without = analysisOf("", { stock: (file) => file !== "0020-syslog_rules.xml" });
  t.is(send(without, "1:/x:it failed")!.taker, undefined);
  t.is(send(analysisOf(""), "1:/x:it failed")!.taker!.id, 1002);
});

const matching: readonly (readonly [what: string, inside: string, taken: string, not: string])[] = [
  ["match is an osmatch on the log", "<match>a.c|^x</match>", "1:/x:za.c", "1:/x:abc"],
  ["several match elements are one expression", "<match>ab</match><match>c|d</match>", "1:/x:abc", "1:/x:ab"],
  ["regex is an osregex on the log", "<regex>a\\.+c</regex>", "1:/x:abbc", "1:/x:ac"],
  ["a negated match takes what it does not match", '<match negate="yes">abc</match>', "1:/x:x", "1:/x:abc"],
  ["match may be a PCRE2", '<match type="pcre2">a{3}</match>', "1:/x:aaa", "1:/x:a{3}"],
  [
    "program_name is that of the header",
    "<program_name>^my</program_name>",
    "1:/x:Nov 24 07:00:00 h myapp: x",
    "1:/x:Nov 24 07:00:00 h other: x",
  ],
  [
    "hostname is that of the header",
    "<hostname>^h1$</hostname>",
    "1:/x:Nov 24 07:00:00 h1 app: x",
    "1:/x:Nov 24 07:00:00 h2 app: x",
  ],
  [
    "location is where the log came from",
    "<location>syslog$</location>",
    "1:/var/log/syslog:x",
    "1:/var/log/other:x",
  ],
  ["maxsize asks for a log of that many bytes", "<match>x</match>", "1:/x:xxxxxxxxxx", "1:/x:x"],
];

for (const [what, inside, taken, not] of matching) {
  test(`a rule's ${what}`, (t) => {
    const attributes = what.startsWith("maxsize")
      ? 'id="100700" level="5" maxsize="10"'
      : 'id="100700" level="5"';
    const analysis = analysisOf(rule(inside, attributes));
    t.is(raised(send(analysis, taken)), 100700);
    t.is(raised(send(analysis, not)), undefined);
  });
}

const asked: readonly (readonly [what: string, inside: string, taken: object, not: object])[] = [
  [
    "a field is looked up without regard to case",
    '<field name="Misp.Value">^x$</field>',
    { misp: { value: "X" } },
    { misp: { value: "y" } },
  ],
  [
    "a negated field takes another value, and not one that is missing",
    '<field name="a" negate="yes">x</field>',
    { a: "y" },
    { b: "y" },
  ],
  ["a field may be an osmatch", '<field name="a" type="osmatch">^x|y$</field>', { a: "xz" }, { a: "zx" }],
  [
    "several fields have all to match",
    '<field name="a">x</field><field name="b">y</field>',
    { a: "x", b: "y" },
    { a: "x" },
  ],
  ["a field with an array is its text", '<field name="a">"y"</field>', { a: ["x", "y"] }, { a: ["x"] }],
  [
    "srcip takes an address or a network",
    "<srcip>10.0.0.0/8</srcip>",
    { srcip: "10.1.2.3" },
    { srcip: "11.1.2.3" },
  ],
  [
    "several srcip are alternatives",
    "<srcip>10.0.0.1</srcip><srcip>2001:db8::/32</srcip>",
    { srcip: "2001:db8::1" },
    { srcip: "10.0.0.2" },
  ],
  [
    "a dstip with ! takes all others",
    "<dstip>!10.0.0.0/8</dstip>",
    { dstip: "11.1.2.3" },
    { dstip: "10.1.2.3" },
  ],
  ["user is dstuser or else srcuser", "<user>^root$</user>", { srcuser: "root" }, { srcuser: "x" }],
  [
    "id, status, url, protocol and ports are fields with a place",
    "<id>^1$</id><status>^2$</status><url>/x</url><protocol>tcp</protocol><dstport>^80$</dstport>",
    { id: "1", status: "2", url: "/x", protocol: "tcp", dstport: "80" },
    { id: "1" },
  ],
  ["action is compared as a whole", "<action>allow</action>", { action: "allow" }, { action: "allowed" }],
];

for (const [what, inside, taken, not] of asked) {
  test(`of a rule, ${what}`, (t) => {
    const analysis = analysisOf(rule(`<decoded_as>json</decoded_as>${inside}`));
    t.is(raised(sendJson(analysis, taken)), 100700);
    t.is(raised(sendJson(analysis, not)), undefined);
  });
}

test("if_level makes a rule a child of all rules of that level and more, and of those of level 0", (t) => {
  const analysis = analysisOf(`
    ${rule('<decoded_as>json</decoded_as><field name="a">x</field>', 'id="100700" level="7"')}
    ${rule('<if_level>6</if_level><field name="b">y</field>', 'id="100701" level="9"')}`);
  t.is(raised(sendJson(analysis, { a: "x", b: "y" })), 100701);
  t.is(raised(sendJson(analysis, { a: "x", b: "z" })), 100700);
});

test("a rule of the category ossec is not asked about a log line", (t) => {
  t.is(raised(send(analysisOf(rule("<category>ossec</category><match>xyz</match>")), "1:/x:xyz")), undefined);
});

test("a description holds the event's fields, and nothing for those that are not there", (t) => {
  const analysis = analysisOf(`<rule id="100700" level="5">
    <decoded_as>json</decoded_as>
    <field name="a">\\.</field>
    <description>$(a.b)|$(a)|$(srcip)|$(nothing)|$(hostname)|$(</description></rule>`);
  const outcome = sendJson(analysis, { a: { b: "1" }, A: "2", srcip: "10.0.0.1" });
  t.is(alertOf(outcome).rule!.description, "1|2|10.0.0.1||wazuh|$(");
});

test("a description that the fields would make too long stays as it is written", (t) => {
  const analysis = analysisOf(
    `<rule id="100700" level="5"><decoded_as>json</decoded_as><field name="a">\\.</field><description>$(a)</description></rule>`,
  );
  t.is(alertOf(sendJson(analysis, { a: "x".repeat(1023) })).rule!.description, "x".repeat(1023));
  t.is(alertOf(sendJson(analysis, { a: "x".repeat(1024) })).rule!.description, "$(a)");
});

test("groups that name a requirement of a standard become lists of their own, after the others", (t) => {
  const analysis = analysisOf(rule("<match>xyz</match><group>pci_dss_1.1,b,pci_dss_2.2,gdpr_IV_3,</group>"));
  t.like(alertOf(send(analysis, "1:/x:xyz")).rule, {
    groups: ["test", "b"],
    pci_dss: ["1.1", "2.2"],
    gdpr: ["IV_3"],
  });
});

test("an alert names the techniques of its rule with their tactics", (t) => {
  const analysis = analysisOf(rule("<match>xyz</match><mitre><id>T1071.004</id><id>T1568</id></mitre>"));
  t.like(alertOf(send(analysis, "1:/x:xyz")).rule, {
    mitre: {
      id: ["T1071.004", "T1568"],
      tactic: ["Command and Control"],
      technique: ["DNS", "Dynamic Resolution"],
    },
  });
  t.deepEqual(analysis.unknownTechniques, []);
});

test("a technique that is not known is told, and its alert says nothing of it", (t) => {
  const analysis = analysisOf(rule("<match>xyz</match><mitre><id>T9999</id></mitre>"));
  t.deepEqual(analysis.unknownTechniques, ["T9999"]);
  t.false("mitre" in alertOf(send(analysis, "1:/x:xyz")).rule!);
});

const options = (option: string, level = 5) =>
  alertOf(
    send(
      analysisOf(rule(`<match>xyz</match><options>${option}</options>`, `id="100700" level="${level}"`)),
      "1:/x:xyz",
    ),
  );

test("no_counter leaves firedtimes out", (t) => {
  t.is(options("no_counter").rule!.firedtimes, undefined);
});

test("alert_by_email mails a low level, no_email_alert not a high one, and otherwise the level decides", (t) => {
  t.like(options("alert_by_email").rule, { mail: true });
  t.like(options("no_email_alert", 15).rule, { mail: false });
  t.like(options("no_ar", 11).rule, { mail: false });
  t.like(options("no_ar", 12).rule, { mail: true });
});

test("log_alert writes an alert below the level that is written, and no_log not one above it", (t) => {
  const low = rule("<match>xyz</match><options>log_alert</options>", 'id="100700" level="1"');
  const high = rule("<match>xyz</match><options>no_log</options>", 'id="100700" level="9"');
  t.true(send(analysisOf(low), "1:/x:xyz")!.logged);
  t.false(send(analysisOf(high), "1:/x:xyz")!.logged);
});

test("a rule with `ignore` alerts once, and then its parent in its place, until the time is over", (t) => {
  const analysis = analysisOf(`
    ${rule("<match>xyz</match>")}
    ${rule("<if_sid>100700</if_sid><match>xyz1</match>", 'id="100701" level="9" ignore="60"')}`);
  const at = (seconds: number) => raised(send(analysis, "1:/x:xyz1", 1_000_000 + seconds * 1000));
  t.deepEqual([at(0), at(59), at(60), at(61)], [100701, 100700, 100701, 100700]);
});

test("the rules that were tried are told in order, with the condition that each did not satisfy", (t) => {
  const analysis = analysisOf(`
    ${rule('<decoded_as>json</decoded_as><field name="a">x</field>', 'id="100700" level="0"')}
    ${rule('<if_sid>100700</if_sid><field name="b">y</field>', 'id="100701" level="9"')}
    ${rule('<if_sid>100700</if_sid><field name="c">z</field>', 'id="100702" level="5"')}`);
  const tried: string[] = [];
  analysis.process(
    { queue: "1", location: "x", message: '{"a":"x","c":"z"}' },
    {
      time: 0,
      manager: "m",
      tried: ({ rule: { id }, depth, unmet }) => {
        if (id >= 100_700 || id === 1) {
          tried.push(`${depth} ${id} ${typeof unmet === "object" ? unmet.name : (unmet ?? "matches")}`);
        }
      },
    },
  );
  t.deepEqual(tried, ["0 1 matches", "1 100700 matches", "2 100701 field b", "2 100702 matches"]);
});

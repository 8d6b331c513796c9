import test from "ava";
import { alertOf, analysisOf, lineOf, raised, send } from "./analyse.ts";
import { comparable, recordedEvents } from "./recorded/recorded.ts";

const recorded = (name: string): string => {
  const event = recordedEvents.find((one) => one.name === name)!;
  return `${event.queue}:${event.location}:${event.message}`;
};

const silent = [
  "EID1 notepad",
  "EID1 powershell -enc",
  "EID1 whoami",
  "EID1 mimikatz in Downloads",
  "EID3 chrome 443",
  "EID3 powershell 443",
  "EID7 dll",
  "EID11 txt",
  "EID22 dns",
  "EID6 driver",
  "EID15 stream hash",
  "EID23 file delete",
  "EID24 clip",
  "EID25 tamper",
];

for (const name of silent) {
  test(`with the stock rules alone, "${name}" raises nothing`, (t) => {
    t.is(raised(send(analysisOf(""), recorded(name))), undefined);
  });
}

for (const [name, rule, level, groups] of [
  ["EID3 smb 445", "92106", 3, ["sysmon", "sysmon_eid3_detections", "windows"]],
  ["EID11 exe in Temp", "92213", 15, ["sysmon", "sysmon_eid11_detections", "windows"]],
  ["EID1 Error level", "61602", 5, ["windows", "sysmon", "system_error"]],
] as const) {
  test(`with the stock rules alone, "${name}" raises ${rule} of level ${level}, with the groups of that rule only`, (t) => {
    const alert = alertOf(send(analysisOf(""), recorded(name)));
    t.like(alert.rule, { id: rule, level });
    t.deepEqual(alert.rule!.groups, groups);
  });
}

for (const [name, group] of [
  ["EID1 notepad", "sysmon_event1"],
  ["EID3 chrome 443", "sysmon_event3"],
  ["EID6 driver", "sysmon_event6"],
  ["EID7 dll", "sysmon_event7"],
  ["EID11 txt", "sysmon_event_11"],
  ["EID15 stream hash", "sysmon_event_15"],
  ["EID22 dns", "sysmon_event_22"],
  ["EID23 file delete", "sysmon_event_23"],
  ["EID24 clip", "sysmon_event_24"],
  ["EID25 tamper", "sysmon_event_25"],
] as const) {
  test(`the base rule of "${name}" is of level 0 and has the group ${group}`, (t) => {
    const { taker } = send(analysisOf(""), recorded(name))!;
    t.is(taker!.level, 0);
    t.true(taker!.groups.split(",").includes(group), taker!.groups);
  });
}

for (const missing of ["sysmon_event22", "sysmon_event11"]) {
  test(`no stock rule has the group ${missing}: a rule that asks for it is ignored with a warning`, (t) => {
    const analysis = analysisOf(
      `<rule id="100723" level="3"><if_group>${missing}</if_group><description>x</description></rule>`,
    );
    t.deepEqual(
      analysis.problems.map(({ message }) => message),
      [`(7610): Group '${missing}' was not found. Invalid 'if_group'. Rule '100723' will be ignored.`],
    );
    t.is(raised(send(analysis, recorded("EID22 dns"))), undefined);
  });
}

const raising = (parent: string) =>
  analysisOf(`<rule id="100700" level="3">${parent}<description>raised</description></rule>`);

test("a child by if_group raises the events of every rule with one of the groups", (t) => {
  const analysis = raising("<if_group>sysmon_event1|sysmon_event_22</if_group>");
  t.is(raised(send(analysis, recorded("EID1 notepad"))), 100700);
  t.is(raised(send(analysis, recorded("EID22 dns"))), 100700);
  t.is(raised(send(analysis, recorded("EID7 dll"))), undefined);
});

test("a stock sibling of level 0 takes PowerShell's connections from a child of the base rule", (t) => {
  const analysis = raising("<if_sid>61605</if_sid>");
  t.is(raised(send(analysis, recorded("EID3 chrome 443"))), 100700);
  const outcome = send(analysis, recorded("EID3 powershell 443"));
  t.is(raised(outcome), undefined);
  t.is(outcome!.taker!.id, 92101);
});

test("a child of the sibling too raises PowerShell's connections", (t) => {
  t.is(
    raised(send(raising("<if_sid>61605, 92101, 92108</if_sid>"), recorded("EID3 powershell 443"))),
    100700,
  );
});

test("a stock detection of a higher level goes before a child of level 3", (t) => {
  t.is(raised(send(raising("<if_sid>61613</if_sid>"), recorded("EID11 exe in Temp"))), 92213);
});

test("an overwriting rule changes the level of a stock rule, and not its place or its parents", (t) => {
  const analysis = analysisOf(`<rule id="61650" level="3" overwrite="yes">
    <if_sid>61600</if_sid>
    <field name="win.system.eventID">^22$</field>
    <description>raised</description>
  </rule>`);
  t.deepEqual(analysis.problems, []);
  t.is(raised(send(analysis, recorded("EID22 dns"))), 61650);
});

test("an overwriting rule with another if_sid keeps the old one, and Wazuh says so", (t) => {
  const analysis = analysisOf(`<rule id="61650" level="3" overwrite="yes">
    <if_sid>61603</if_sid><field name="win.system.eventID">^22$</field><description>raised</description></rule>`);
  t.regex(
    analysis.problems[0]!.message,
    /^\(7605\): It is not possible to overwrite 'if_sid' value in rule '61650'/,
  );
  t.is(raised(send(analysis, recorded("EID22 dns"))), 61650);
});

const windowsEvent = (xml: string, message = "a message") =>
  `f:[001] (win10) any->EventChannel:${JSON.stringify({ Message: message, Event: xml })}`;
const winOf = (xml: string, message?: string) =>
  alertOf(send(analysisOf(""), windowsEvent(xml, message))).data!["win"] as Record<
    string,
    Record<string, unknown>
  >;

test("in eventdata every backslash of a value is doubled", (t) => {
  const { eventdata } = winOf(
    "<Event><System/><EventData><Data Name='Image'>C:\\Windows\\x.exe</Data></EventData></Event>",
  );
  t.deepEqual(eventdata, { image: "C:\\\\Windows\\\\x.exe" });
});

test("a value of `-` or `(NULL)`, and one that is empty, is dropped", (t) => {
  const { eventdata } = winOf(
    "<Event><EventData><Data Name='RuleName'>-</Data><Data Name='A'>(NULL)</Data><Data Name='B'></Data><Data Name='C'/>" +
      "<Data Name='User'>u </Data></EventData></Event>",
  );
  t.deepEqual(eventdata, { user: "u" });
});

test("data without a name come together under `data`", (t) => {
  t.deepEqual(winOf("<Event><EventData><Data>a</Data><Data>b</Data></EventData></Event>")["eventdata"], {
    data: "a, b",
  });
});

test("what stands beside System and EventData goes under the name of its child", (t) => {
  t.deepEqual(
    winOf(
      "<Event><UserData><LogFileCleared><SubjectUserName>u</SubjectUserName></LogFileCleared></UserData></Event>",
    ),
    {
      system: { message: '"a message"' },
      logFileCleared: { subjectUserName: "u" },
    },
  );
});

for (const [level, keywords, severity] of [
  ["1", "0x0", "CRITICAL"],
  ["2", "0x0", "ERROR"],
  ["3", "0x0", "WARNING"],
  ["4", "0x0", "INFORMATION"],
  ["5", "0x0", "VERBOSE"],
  ["0", "0x8010000000000000", "AUDIT_FAILURE"],
  ["0", "0x8020000000000000", "AUDIT_SUCCESS"],
  ["0", "0x0", "UNKNOWN"],
  ["9", "0x0", "UNKNOWN"],
] as const) {
  test(`an event of level ${level} with the keywords ${keywords} is of the severity ${severity}`, (t) => {
    const { system } = winOf(
      `<Event><System><Level>${level}</Level><Keywords>${keywords}</Keywords></System></Event>`,
    );
    t.is(system!["severityValue"], severity);
  });
}

test("the message keeps its quotes and loses one layer of escapes", (t) => {
  t.is(
    winOf("<Event><System/></Event>", 'one "two"\r\nthree\\')["system"]!["message"],
    '"one "two"\r\nthree\\"',
  );
});

test("an event whose XML is broken has its message alone", (t) => {
  const outcome = send(analysisOf(""), windowsEvent("<Event><System>"))!;
  t.is(outcome.problem, "bad-xml");
  t.deepEqual(alertOf(outcome).data, { win: { system: { message: '"a message"' } } });
});

test("an event that is no JSON, or has no XML, comes to nothing", (t) => {
  t.is(send(analysisOf(""), "f:[001] (w) any->EventChannel:nonsense")!.problem, "malformed");
  t.is(send(analysisOf(""), 'f:[001] (w) any->EventChannel:{"Message":"x"}')!.problem, "no-event");
});

test("the full log of a Windows event is the JSON of its fields, in archives.json even where the rule wants none", (t) => {
  const outcome = send(
    raising("<if_sid>61650</if_sid><options>no_full_log</options>"),
    recorded("EID22 dns"),
  )!;
  t.false(comparable(lineOf(outcome)).includes("full_log"));
  t.deepEqual(JSON.parse(alertOf(outcome).full_log!), alertOf(outcome).data);
});

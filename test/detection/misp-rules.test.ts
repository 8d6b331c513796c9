import test from "ava";
import { hashKinds, type IndicatorKind } from "../../integration-script/indicators/indicator.ts";
import { mispRules, raisedRules } from "../../components/wazuh/misp-rules.ts";
import { alertOf, raised, send, someTime } from "../analysis/analyse.ts";
import { labAnalysis } from "./content.ts";
import { errorDatagram, matchDatagram, type MatchOf } from "./enriched.ts";

/** The rule that the lab's content raises for one event alone. */
const ruleFor = (datagram: string) => alertOf(send(labAnalysis(), datagram)).rule!;
const ruleOf = (match: MatchOf) => ruleFor(matchDatagram(match));

const groupOf: Readonly<Record<IndicatorKind, string>> = {
  ...(Object.fromEntries(hashKinds.map((kind) => [kind, "misp_file"])) as Record<
    (typeof hashKinds)[number],
    string
  >),
  tlsh: "misp_file",
  ssdeep: "misp_file",
  ja3: "misp_tls",
  ip: "misp_ip",
  domain: "misp_domain",
  url: "misp_url",
  email: "misp_email",
  filename: "misp_filename",
  regkey: "misp_registry",
};

for (const [kind, group] of Object.entries(groupOf) as [IndicatorKind, string][]) {
  test(`a match of the kind ${kind} has the group ${group}, level 12 and the mail that goes with it`, (t) => {
    const outcome = send(labAnalysis(), matchDatagram({ kind, category: "Other" }));
    const { level, groups } = alertOf(outcome).rule!;
    t.is(level, 12);
    t.deepEqual(groups, ["misp", "misp_match", "misp_alert", "threat_intel", group]);
    t.true(outcome!.fired!.mail);
  });
}

for (const [kind, category, technique] of [
  ["ip", "Network activity", "T1071"],
  ["domain", "Network activity", "T1071"],
  ["domain", "Payload delivery", "T1105"],
  ["url", "Network activity", "T1071.001"],
  ["url", "Payload delivery", "T1105"],
  ["ja3", "Network activity", "T1573"],
  ["sha256", "Payload delivery", "T1204.002"],
  ["md5", "Artifacts dropped", "T1105"],
  ["sha1", "External analysis", undefined],
  ["email", "Payload delivery", "T1566"],
  ["filename", "Payload delivery", undefined],
  ["regkey", "Persistence mechanism", "T1547.001"],
  ["regkey", "Artifacts dropped", "T1112"],
] as const) {
  test(`a match of the kind ${kind} and the category ${category} tells of ${technique ?? "no technique"}`, (t) => {
    const { fired } = send(labAnalysis(), matchDatagram({ kind, category }))!;
    t.deepEqual(fired!.rule.mitre, technique === undefined ? [] : [technique]);
  });
}

test("the fingerprint of a certificate is told as one, and not as a file's hash", (t) => {
  const { id, groups } = ruleOf({ kind: "sha1", type: "x509-fingerprint-sha1" });
  t.is(id, "100666");
  t.true(groups.includes("misp_tls"));
});

for (const [threat, level] of [
  ["high", 14],
  ["medium", 12],
  ["low", 10],
  ["undefined", 12],
  ["none", 12],
] as const) {
  test(`a match in an event of the threat level ${threat} is of level ${level}, whatever its kind`, (t) => {
    for (const kind of Object.keys(groupOf) as IndicatorKind[]) {
      t.is(ruleOf({ kind, threat }).level, level, kind);
    }
  });
}

test("a match that is not marked for detection is told as context, below the level of a mail", (t) => {
  const { id, level, groups } = ruleOf({ toIds: false, threat: "high" });
  t.deepEqual([id, level], ["100623", 5]);
  t.deepEqual(groups, ["misp", "misp_match", "threat_intel", "misp_context"]);
});

test("a match of a kind that no other rule knows is told by rule 100622 itself, of the same level as most", (t) => {
  const { id, level, groups } = ruleOf({ kind: "mutex" as IndicatorKind });
  t.deepEqual([id, level], ["100622", 12]);
  t.deepEqual(groups, ["misp", "misp_match", "threat_intel"]);
});

test("no alert has custom-misp's event once more as text", (t) => {
  for (const datagram of [matchDatagram(), matchDatagram({ toIds: false }), errorDatagram("timeout")]) {
    t.true(send(labAnalysis(), datagram)!.fired!.rule.options.noFullLog);
  }
});

test("the description says what was found, on whom, and in which event", (t) => {
  t.is(
    ruleOf({ threat: "high" }).description,
    "MISP: the domain iabg.de of host001 is known: Lab (threat level high)",
  );
});

test("trouble that passes is of level 5, and trouble that lasts until somebody acts of level 8", (t) => {
  t.like(ruleFor(errorDatagram("timeout")), { id: "100621", level: 5 });
  t.like(ruleFor(errorDatagram("key-refused")), { id: "100624", level: 8 });
  t.true(ruleFor(errorDatagram("key-refused")).groups.includes("misp_error_lasting"));
});

test("no error has the group of a match, and each match has it", (t) => {
  t.false(ruleFor(errorDatagram("tls")).groups.includes("misp_match"));
  t.deepEqual(
    raisedRules.map(({ id }) => id),
    mispRules.map(({ id }) => id).filter((id) => ![100620, 100621, 100624, 100625].includes(id)),
  );
});

/** The ids of the rules that a series of events raises, each a minute after the other where nothing else is said. */
const series = (datagrams: readonly string[], seconds = 60): (number | undefined)[] => {
  const analysis = labAnalysis();
  return datagrams.map((datagram, index) =>
    raised(send(analysis, datagram, someTime + index * seconds * 1000)),
  );
};

const [domain, domainOfHigh, ip] = [100_636, 100_637, 100_633];

test("the same indicator on another agent within the hour raises the correlation, also for the third agent", (t) => {
  const of = (agent: string) => matchDatagram({ agent });
  t.deepEqual(series([of("001"), of("002"), of("003")]), [domain, 100690, 100690]);
  t.deepEqual(series([of("001"), of("001")]), [domain, domain]);
  t.deepEqual(series([of("001"), of("002")], 3601), [domain, domain]);
});

test("another indicator on another agent correlates with nothing", (t) => {
  t.deepEqual(
    series([
      matchDatagram({ agent: "001" }),
      matchDatagram({ agent: "002", kind: "ip", value: "45.155.205.233" }),
    ]),
    [domain, ip],
  );
});

test("the third match on one agent within ten minutes, by another indicator than those before, raises the correlation", (t) => {
  const first = matchDatagram({ value: "one.com", threat: "high" });
  const second = matchDatagram({ kind: "ip", value: "45.155.205.233" });
  const third = matchDatagram({ value: "three.com" });
  t.deepEqual(series([first, second, third]), [domainOfHigh, ip, 100691]);
  t.deepEqual(series([first, second, first]), [domainOfHigh, ip, domainOfHigh]);
  t.deepEqual(series([first, second, third], 301), [domainOfHigh, ip, domain]);
});

test("matches that are context neither correlate nor are counted", (t) => {
  const context = (agent: string) => matchDatagram({ agent, toIds: false });
  t.deepEqual(series([context("001"), context("002"), matchDatagram({ agent: "003" })]), [
    100623,
    100623,
    domain,
  ]);
});

test("a correlation is of the highest level, counts as raised, and tells the indicator", (t) => {
  const analysis = labAnalysis();
  send(analysis, matchDatagram({ agent: "001" }));
  const { level, groups, description } = alertOf(send(analysis, matchDatagram({ agent: "002" }))).rule!;
  t.is(level, 15);
  t.true(groups.includes("misp_match") && groups.includes("misp_spread"));
  t.is(description, "MISP: iabg.de of host002 was seen on another agent: Lab");
});

test("the tenth error within five minutes, of any kind and agent, raises a rule of its own", (t) => {
  const errors = Array.from({ length: 10 }, (_, index) =>
    errorDatagram(index % 2 === 0 ? "timeout" : "server-error", String(index)),
  );
  t.deepEqual(series(errors, 10), [...Array.from({ length: 9 }, () => 100621), 100625]);
  t.deepEqual(series(errors, 60).at(-1), 100621);
});

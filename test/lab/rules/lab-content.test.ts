import test from "ava";
import { checkContent, type CheckInput } from "../../../analysis/check/check.ts";
import { readConfiguration } from "../../../components/configuration.ts";
import { labContent } from "../../../lab/rules/lab-content.ts";
import { alertPaths, hasPath } from "../../../lab/rules/known-events.ts";
import { listRules } from "../../../analysis/explain/list.ts";
import { recordedAlerts } from "../../analysis/recorded/recorded.ts";

const good = labContent(readConfiguration({}));

test("the lab's rules, decoders, ossec.conf, Graylog content and dashboards hold together", (t) => {
  t.deepEqual(checkContent(good).findings, []);
});

test("so they do without an indexer and with the vulnerability feed", (t) => {
  const other = {
    wazuh: { vulnerabilityDetection: true, archives: false },
    systems: { wazuhIndexer: false },
  };
  const { wazuh, systems } = readConfiguration({
    "lab:wazuh": other.wazuh,
    "lab:systems": other.systems,
  });
  t.deepEqual(checkContent(labContent({ wazuh, systems })).findings, []);
});

/** The lab's content with a part of one file put in another's place. */
function broken(file: string, part: string | RegExp, by: string): CheckInput {
  let changed = 0;
  const change = <F extends { name: string; text: string }>(one: F): F => {
    const text = one.name === file ? one.text.replace(part, by) : one.text;
    changed += text === one.text ? 0 : 1;
    return { ...one, text };
  };
  const input: CheckInput = {
    ...good,
    rules: good.rules.map(change),
    decoders: good.decoders.map(change),
    ossecConf: change(good.ossecConf!),
    consumers: good.consumers.map((consumer) => ({ ...consumer, files: consumer.files.map(change) })),
  };
  if (changed === 0) {
    throw new Error(`Nothing in ${file} is ${String(part)}.`);
  }
  return input;
}

const variants: readonly (readonly [
  title: string,
  file: string,
  part: string | RegExp,
  by: string,
  kind: string,
  says: RegExp,
])[] = [
  [
    "PowerShell's connections, when their stock rule is no parent any more",
    "etc/rules/lab_sysmon.xml",
    ", 92101",
    "",
    "loses-events",
    /^Rule 100703 does not get all of its events: rule 92101 /,
  ],
  [
    "a label that the rules know by another value",
    "etc/rules/misp.xml",
    "^misp$",
    "^misp_event$",
    "no-label",
    /asks for the label integration="misp"/,
  ],
  [
    "a group in <integration> that is written as no rule has it",
    "etc/ossec.conf",
    "sysmon_event_22",
    "sysmon_event22",
    "group-nobody-has",
    /names "sysmon_event22"/,
  ],
  [
    "a field of the enriched event that has another name",
    "etc/rules/misp.xml",
    "misp.threat_level",
    "misp.threatlevel",
    "unknown-field",
    /reads misp\.threatlevel, which the enriched event does not have/,
  ],
  [
    "a field that the decoder of Sysmon for Linux does not make",
    "etc/rules/lab_sysmon_linux.xml",
    "$(eventdata.image)",
    "$(eventdata.picture)",
    "unknown-field",
    /reads eventdata\.picture, which the decoder sysmon-linux does not have/,
  ],
  [
    "a field that the lab's Packetbeat does not send",
    "etc/rules/lab_packetbeat.xml",
    "$(tls.client.server_name)",
    "$(tls.client.subject)",
    "unknown-field",
    /reads tls\.client\.subject, which Packetbeat's event does not have/,
  ],
  [
    "a decoder that was given another name",
    "etc/decoders/lab_sysmon_linux.xml",
    /sysmon-linux/g,
    "linux-sysmon",
    "unknown-decoder",
    /names the decoder sysmon-linux/,
  ],
  [
    "a field in Graylog's content that no alert has",
    "templates/graylog/content.yaml.hbs",
    "wazuh_data_misp_indicator_value",
    "wazuh_data_misp_indicator",
    "unknown-field",
    /^Graylog reads wazuh_data_misp_indicator here/,
  ],
  [
    "a field in a widget that no rule of the pipeline sets",
    "templates/graylog/content.yaml.hbs",
    "[avg(alert_lag_seconds)",
    "[avg(alert_lag)",
    "unknown-field",
    /^Graylog reads alert_lag here/,
  ],
  [
    "a field in a scenario's text that no alert has",
    "scenarios/dns.yaml",
    "wazuh_data_misp_event_info",
    "wazuh_data_misp_event_title",
    "unknown-field",
    /^Graylog reads wazuh_data_misp_event_title here/,
  ],
];

for (const [title, file, part, by, kind, says] of variants) {
  test(`the check finds ${title}`, (t) => {
    const [first] = checkContent(broken(file, part, by)).findings;
    t.is(first?.kind, kind as never);
    t.is(first?.file, kind === "unknown-decoder" ? "etc/rules/lab_sysmon_linux.xml" : file);
    t.regex(first?.message ?? "", says);
  });
}

test("a field of the enriched event that Graylog makes no field of is found", (t) => {
  const [graylog] = good.consumers;
  const keeps = { ...graylog!.keeps!, has: (path: string) => path !== "data.misp.threat_level" };
  const [finding, ...more] = checkContent({ ...good, consumers: [{ ...graylog!, keeps }] }).findings;
  t.like(finding, {
    kind: "not-kept",
    file: "components/graylog/alert-fields.ts",
    message: "Alerts have data.misp.threat_level, and Graylog makes no field of it.",
  });
  t.is(more.length, 0);
});

test("a saved object of the dashboard that reads a field which no alert has is found", (t) => {
  const dashboard = good.consumers.at(-1);
  const line = JSON.stringify({
    attributes: { kibanaSavedObjectMeta: { query: "data.misp.value: * and data.misp.foo: *" } },
  });
  const files = [{ name: "misp.ndjson", text: `${line}\n` }];
  const { findings } = checkContent({ ...good, consumers: [{ ...dashboard!, files }] });
  t.deepEqual(
    findings.map(({ file, line: number, message }) => [file, number, message]),
    [["misp.ndjson", 1, "Wazuh's dashboard reads data.misp.foo here, which no alert has."]],
  );
});

/** Paths of every value in an object; a list is a value. */
function pathsIn(value: unknown, path = ""): string[] {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, path === "" ? key : `${path}.${key}`))
    : [path];
}

test("every field of the alerts that a real manager wrote is known", (t) => {
  const paths = alertPaths([]);
  const unknown = recordedAlerts
    .flatMap((line) => pathsIn(JSON.parse(line)))
    .filter((path) => !hasPath(paths, path));
  t.deepEqual([...new Set(unknown)], []);
});

test("the list tells of each rule what it is a child of, what it asks for, and its groups", (t) => {
  const rules = listRules(good.rules);
  t.deepEqual(
    rules.find(({ id }) => id === 100_722),
    {
      ...rules.find(({ id }) => id === 100_722)!,
      level: 3,
      parents: "61650",
      groups: ["windows", "sysmon", "sysmon_event_22"],
      conditions: [],
      description: "Sysmon event 22: $(win.eventdata.image) looked up $(win.eventdata.queryName)",
      file: "etc/rules/lab_sysmon.xml",
    },
  );
  t.deepEqual(rules.find(({ id }) => id === 100_690)?.conditions, [
    "misp.to_ids: ^true$",
    "2 events in 3600 s of misp_alert, the same misp.indicator.value, another misp.source.agent_id",
  ]);
});

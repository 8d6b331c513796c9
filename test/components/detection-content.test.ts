import { XMLParser } from "fast-xml-parser";
import test from "ava";
import { enrichedFields } from "../../integration-script/enriched-event.ts";
import { integrationGroups, raisedEvents } from "../../components/telemetry.ts";
import { alertFields, graylogName } from "../../components/graylog/alert-fields.ts";
import { graylogContent } from "../../components/graylog/content.ts";
import { detectionFiles } from "../../components/wazuh/detection-files.ts";
import { renderOssecConf } from "../../components/wazuh/ossec-conf.ts";

const xml = new XMLParser({ ignoreAttributes: false, processEntities: false, parseTagValue: false });
const ossec = (
  xml.parse(
    renderOssecConf({
      settings: { archives: true, vulnerabilityDetection: false },
      misp: {
        url: "https://misp",
        publicUrl: "https://localhost:18001",
        key_file: "etc/custom-misp/key",
        ca_file: "etc/custom-misp/ca.pem",
      },
      indexer: undefined,
    }),
  ) as Record<string, Record<string, unknown>>
)["ossec_config"]!;
const integration = ossec["integration"] as Record<string, string>;

interface Rule {
  readonly "@_id": string;
  readonly "@_level": string;
  readonly if_sid?: string;
  readonly group?: string;
  readonly field?: { readonly "@_name": string } | readonly { readonly "@_name": string }[];
  readonly description: string;
}
const rulesOf = (text: string): Rule[] =>
  [(xml.parse(text) as { group: { rule: Rule | Rule[] } }).group.rule].flat();
const files = new Map(detectionFiles().map(({ path, content }) => [path, content]));
const ruleFiles = [...files].filter(([path]) => path.startsWith("etc/rules/"));
const mispRules = rulesOf(files.get("etc/rules/misp.xml")!);
const telemetryRules = ruleFiles
  .filter(([path]) => path !== "etc/rules/misp.xml")
  .flatMap(([, content]) => rulesOf(content));

test("the integration is called for each group that a rule of ours gives, without a space, which Wazuh would not trim", (t) => {
  const groups = integration["group"]!.split(",");
  t.deepEqual(groups, [...integrationGroups]);
  for (const { group } of raisedEvents) {
    t.true(groups.includes(group), group);
  }
  t.notRegex(integration["group"]!, /\s/);
});

test("the integration's options are JSON, and its key is a file", (t) => {
  const options = JSON.parse(integration["options"]!) as Record<string, string>;
  t.is(options["key_file"], "etc/custom-misp/key");
  t.is(integration["api_key"], undefined);
});

test("rule ids are in the project's range and used once", (t) => {
  const ids = [...mispRules, ...telemetryRules].map((rule) => Number(rule["@_id"]));
  t.true(ids.every((id) => id >= 100_600 && id < 100_800));
  t.is(new Set(ids).size, ids.length);
});

test("every rule that raises an event is of level 3, the lowest that integratord sees, and has its own group", (t) => {
  const raising = telemetryRules.filter((rule) => rule["@_level"] !== "0");
  t.is(raising.length, raisedEvents.length);
  for (const { id, group } of raisedEvents) {
    const rule = raising.find((each) => each["@_id"] === String(id))!;
    t.is(rule["@_level"], "3");
    t.is(rule.group, `${group},`);
  }
});

test("the rules for custom-misp's events name fields that the enriched event has", (t) => {
  const known = new Set(enrichedFields.map(({ path }) => path));
  for (const { field = [], description } of mispRules) {
    for (const { "@_name": name } of [field].flat()) {
      t.true(known.has(name), name);
    }
    for (const [, name = ""] of description.matchAll(/\$\(([\w.]+)\)/g)) {
      t.true(known.has(name), name);
    }
  }
});

test("the event definitions read fields that the pipeline makes of an alert", (t) => {
  const content = graylogContent({
    receiver: { url: "http://ticket-desk:8080", token: "token" },
    schedule: 1_000,
    owners: true,
  });
  const known = new Set([...alertFields.map(({ path }) => graylogName(path)), "agent_owner"]);
  for (const { title, fields } of content.eventDefinitions) {
    for (const template of Object.values(fields)) {
      const [, source = ""] = /^\$\{source\.(\w+)\}$/.exec(template) ?? [];
      t.true(known.has(source), `${title}: ${template}`);
    }
  }
});

test("every field of the enriched event is one in Graylog, and each list a list, so that its elements can be searched", (t) => {
  const kinds = new Map(alertFields.map(({ path, kind }) => [path, kind]));
  for (const { path, type } of enrichedFields) {
    t.is(kinds.get(`data.${path}`), type === "strings" ? "list" : "keyword", path);
  }
});

test("the dashboards show fields that there are, of streams that there are", (t) => {
  const { dashboards, streams } = graylogContent({ receiver: undefined, schedule: 1_000, owners: true });
  const ours = ["agent_owner", "lab_problem", "alert_time", "alert_lag_seconds", "timestamp", "source"];
  const known = new Set([...alertFields.map(({ path }) => graylogName(path)), ...ours]);
  for (const { title, stream, rows = [], columns = [], fields = [], series = [] } of dashboards.flatMap(
    ({ widgets }) => widgets,
  )) {
    t.true(
      streams.some((one) => one.title === stream),
      title,
    );
    const computed = series.map((name) => /\((\w*)\)/.exec(name)?.[1] ?? "?").filter((name) => name !== "");
    for (const name of [...rows, ...columns, ...fields, ...computed]) {
      t.true(known.has(name), `${title}: ${name}`);
    }
  }
});

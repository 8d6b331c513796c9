import { toBytes } from "../../analysis/bytes.ts";
import { findingKinds } from "../../analysis/check/finding.ts";
import { type ListedRule, listRules } from "../../analysis/explain/list.ts";
import { detectionFiles } from "../../components/wazuh/detection-files.ts";
import { integrationGroups } from "../../components/telemetry.ts";
import { enrichedFields } from "../../integration-script/enriched-event.ts";
import { code, tableOf } from "../markdown.ts";

/** Every rule of the lab, one table a file. */
export function rulesSection(): string[] {
  const files = detectionFiles().filter(({ path }) => path.startsWith("etc/rules/"));
  return [
    "## The lab's rules",
    "",
    "`lab rules list` prints the same. What is below a rule is asked only where that one took the event.",
    "",
    ...files.flatMap(({ path, content }) => [
      `### \`${path}\``,
      "",
      ...tableOf(
        ["id", "level", "below", "asks for", "groups", "MITRE", "description"],
        listRules([{ name: path, text: toBytes(content) }]).map(rowOf),
      ),
    ]),
  ];
}

const rowOf = ({ id, level, parents, conditions, groups, mitre, description }: ListedRule): string[] => [
  String(id),
  String(level),
  parents,
  conditions.map(code).join(", "),
  groups.map(code).join(", "),
  mitre.join(", "),
  description,
];

/** The groups that custom-misp is called for. */
export const groupsSection = (): string[] => [
  "## Groups whose alerts are looked up",
  "",
  "integratord compares each exactly with the groups of the rule that fired: " +
    `${integrationGroups.map(code).join(", ")}.`,
  "",
];

const presence = {
  always: "always",
  match: "in a match",
  error: "in an error",
  maybe: "where it is known",
} as const;

/** Every field of what custom-misp returns, with its name in Graylog. */
export const fieldsSection = (): string[] => [
  "## Fields of the enriched event",
  "",
  "Below `data` in the alert, and in Graylog with `wazuh_data_` before it and `_` for each point. Every value is a text, or a list of texts.",
  "",
  ...tableOf(
    ["field", "there", "what it is"],
    enrichedFields.map(({ path, type, present, description }) => [
      code(path),
      presence[present],
      `${description}${type === "strings" ? "; a list" : ""}`,
    ]),
  ),
];

/** What `lab rules check` looks for. */
export const checkSection = (): string[] => [
  "## Change it without losing an event",
  "",
  "`npm run lab -- rules check` holds rules, decoders, the generated ossec.conf, Graylog's content and the dashboards against each other and against the stock rules of Wazuh 4.14.7. It makes up an event for each rule, and tells which other rule takes it first. For content of your own:",
  "",
  "```sh",
  "npm run lab -- rules check --rules etc/rules --decoders etc/decoders --ossec-conf etc/ossec.conf",
  "npm run lab -- rules explain alerts.json          # which rules are tried, and why they do not fire",
  "npm run lab -- rules explain app.log --stack full # with the running manager's own answer beside it",
  "```",
  "",
  "Each finding has a file, a line, the rule's id and what to do; with `--json` also its kind:",
  "",
  ...tableOf(
    ["kind", "what is wrong"],
    Object.entries(findingKinds).map(([kind, what]) => [code(kind), what]),
  ),
  "Of Wazuh's own rules the check knows id, level and groups of all 4,512, and everything of those that the lab's events can meet: what stands below another stock rule is checked for its parents, and not for what takes its events first.",
  "",
];

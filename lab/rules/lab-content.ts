import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { ContentFile } from "../../analysis/analysis.ts";
import { toBytes } from "../../analysis/bytes.ts";
import type { CheckInput } from "../../analysis/check/check.ts";
import type { Consumers } from "../../analysis/check/consumers.ts";
import type { LabelledEvents } from "../../analysis/check/fields.ts";
import { readDecoderFiles } from "../../analysis/check/decoders.ts";
import type { Configuration } from "../../components/configuration.ts";
import { alertFields, graylogName } from "../../components/graylog/alert-fields.ts";
import { render } from "../../components/template.ts";
import { detectionFiles } from "../../components/wazuh/detection-files.ts";
import { renderOssecConf } from "../../components/wazuh/ossec-conf.ts";
import { enrichedFields } from "../../integration-script/enriched-event.ts";
import { projectFolder } from "../../engine/work-folder.ts";
import { alertPaths, enrichedEvents, hasPath } from "./known-events.ts";

/** Ids of the lab's own rules. */
const labIds = [100_600, 100_799] as const;

/** The rules and decoders of the lab, as its manager reads them. */
export function labDetection(): Pick<CheckInput, "rules" | "decoders"> {
  const files = detectionFiles().map(({ path, content }) => ({ name: path, text: toBytes(content) }));
  const below = (folder: string) => files.filter(({ name }) => name.startsWith(folder));
  return { rules: below("etc/rules/"), decoders: below("etc/decoders/") };
}

/** The lab's whole content, as the program makes it for a configuration. */
export function labContent({ wazuh, systems }: Pick<Configuration, "wazuh" | "systems">): CheckInput {
  const detection = labDetection();
  // Addresses and keys are what they are; the check reads neither.
  const address = "https://made-up";
  const ossecConf = renderOssecConf({
    settings: wazuh,
    misp: { url: address, publicUrl: address, key_file: "etc/custom-misp/key", ca_file: "" },
    indexer: systems.wazuhIndexer ? { url: address } : undefined,
  });
  const decoded = [...readDecoderFiles(detection.decoders).fields.values()].flatMap((fields) => [...fields]);
  const made = [...decoded, ...packetbeatFields()];
  return {
    ...detection,
    ossecConf: { name: "etc/ossec.conf", text: toBytes(ossecConf) },
    idRange: labIds,
    returned: [enrichedEvents],
    labelled: [packetbeatEvents()],
    consumers: [...graylog(made), dashboard(alertPaths(made))],
  };
}

/** Fields that the lab's Packetbeat keeps of its events. */
export function packetbeatFields(): readonly string[] {
  const { processors } = parse(
    render("packetbeat/packetbeat.yml", { device: "made-up", folder: "made-up" }),
  ) as { processors: { include_fields?: { fields: string[] } }[] };
  return processors.flatMap(({ include_fields }) => include_fields?.fields ?? []);
}

/** What the lab's Packetbeat sends; where an object is kept, what is in it is kept too. */
function packetbeatEvents(): LabelledEvents {
  const kept = packetbeatFields();
  return {
    name: "Packetbeat's event",
    label: { field: "agent.type", value: "packetbeat" },
    has: (field) => kept.some((path) => field === path || field.startsWith(`${path}.`)),
  };
}

/** Fields of every message in Graylog that no rule has to make, and the one by which the lab's stream knows alerts. */
const graylogsOwn = ["timestamp", "source", "message", "feed"];

/**
 * What reads the alerts' fields in Graylog, which makes fields of those that a table of its content names: its content,
 * our programs that ask it, and the scenarios and pages that tell where to look.
 *
 * @param decoded paths below `data` that our decoders and Packetbeat make
 */
function graylog(decoded: readonly string[]): Consumers[] {
  const files = filesBelow("templates/graylog");
  const set = files.flatMap(({ text }) =>
    Array.from(text.matchAll(/set_field\("([^"{]+)"/g), ([, name]) => name!),
  );
  const names = new Set([...graylogsOwn, ...set, ...alertFields.map(({ path }) => graylogName(path))]);
  const paths = alertFields.map(({ path }) => path);
  const reader = "Graylog";
  const has = (name: string): boolean => names.has(name);
  return [
    {
      reader,
      files: [
        ...files,
        ...filesBelow("scenarios", ".yaml"),
        ...["components/graylog", "configurator/graylog", "evidence", "ticket-desk"].flatMap((folder) =>
          filesBelow(folder, ".ts"),
        ),
        ...["tutorial.md", "troubleshooting.md", "tickets.md"].flatMap((page) => filesBelow("docs", page)),
      ],
      pattern: /(?<![A-Za-z0-9_])wazuh_[A-Za-z][A-Za-z0-9_]*/g,
      has,
      keeps: {
        file: "components/graylog/alert-fields.ts",
        paths: [...enrichedFields.map(({ path }) => path), ...decoded].map((path) => `data.${path}`),
        // Of an object it is enough that something in it is kept.
        has: (path) => paths.some((kept) => kept === path || kept.startsWith(`${path}.`)),
      },
    },
    {
      reader,
      files: files.filter(({ name }) => name.endsWith("/content.yaml.hbs")),
      // Of widgets, series and the fields of events; names that begin with wazuh_ are looked at above.
      pattern:
        /(?:(?<=\b(?:fields|rows|columns): \[[^\]]*)|(?<=\$\{source\.)|(?<=\b(?:card|max|min|avg|sum)\())\b(?!wazuh_)[a-z][a-z0-9_]*/g,
      has,
    },
  ];
}

/** What reads them in Wazuh's dashboard: its saved objects. */
function dashboard(paths: ReadonlySet<string>): Consumers {
  return {
    reader: "Wazuh's dashboard",
    files: filesBelow("templates/wazuh-dashboard", ".ndjson"),
    pattern:
      /(?<![A-Za-z0-9_.])((?:data|rule|agent|manager|decoder|syscheck|predecoder)\.[A-Za-z][A-Za-z0-9_.]*[A-Za-z0-9_])/g,
    has: (name) => hasPath(paths, name),
  };
}

function filesBelow(folder: string, ending = ""): ContentFile[] {
  return readdirSync(join(projectFolder, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return { name: path.slice(projectFolder.length), text: readFileSync(path, "utf8") };
    })
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

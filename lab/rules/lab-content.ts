import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { ContentFile } from "../../analysis/analysis.ts";
import { toBytes } from "../../analysis/bytes.ts";
import type { CheckInput } from "../../analysis/check/check.ts";
import type { Consumers } from "../../analysis/check/consumers.ts";
import { readDecoderFiles } from "../../analysis/check/decoders.ts";
import type { Configuration } from "../../components/configuration.ts";
import { render } from "../../components/template.ts";
import { detectionFiles } from "../../components/wazuh/detection-files.ts";
import { renderOssecConf } from "../../components/wazuh/ossec-conf.ts";
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
  const paths = alertPaths([...decoded, ...packetbeatFields()]);
  return {
    ...detection,
    ossecConf: { name: "etc/ossec.conf", text: toBytes(ossecConf) },
    idRange: labIds,
    returned: [enrichedEvents],
    consumers: [graylog(paths), dashboard(paths)],
  };
}

/** Fields that the lab's Packetbeat keeps of its events. */
export function packetbeatFields(): readonly string[] {
  const { processors } = parse(
    render("packetbeat/packetbeat.yml", { device: "made-up", folder: "made-up" }),
  ) as { processors: { include_fields?: { fields: string[] } }[] };
  return processors.flatMap(({ include_fields }) => include_fields?.fields ?? []);
}

/** What reads the alerts' fields in Graylog, where an alert's path is written with `_` behind `wazuh_`; and in our scenarios. */
function graylog(paths: ReadonlySet<string>): Consumers {
  const names = new Set(Array.from(paths, (path) => path.replaceAll(".", "_")));
  return {
    reader: "Graylog",
    files: [...filesBelow("templates/graylog"), ...filesBelow("scenarios", ".yaml")],
    pattern: /(?<![A-Za-z0-9_])wazuh_([A-Za-z][A-Za-z0-9_]*)/g,
    has: (name) =>
      names.has(name) ||
      Array.from(name.matchAll(/_/g), ({ index }) => name.slice(0, index + 1)).some((part) =>
        names.has(part),
      ),
  };
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

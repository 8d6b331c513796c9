/**
 * Packetbeat, and whatever else names its fields by the Elastic Common Schema.
 *
 * @see https://www.elastic.co/docs/reference/beats/packetbeat/exported-fields
 */
import { isObject, type JsonObject, objectAt, textAt } from "../../alert/alert.ts";
import type { Collector } from "../collector.ts";
import { fieldsAt } from "../fields.ts";
import type { Source } from "./source.ts";
import { collectEndpoint, collectTable, type Table } from "./table.ts";

const fields: Table = {
  "dns.question.name": "domain",
  "dns.resolved_ip": "ip",
  "tls.client.server_name": "domain",
  "tls.server.hash.sha256": "anyHash",
  "tls.server.hash.sha1": "anyHash",
  "tls.server.hash.md5": "anyHash",
  "tls.client.hash.sha256": "anyHash",
  "tls.client.hash.sha1": "anyHash",
  "tls.client.hash.md5": "anyHash",
  "tls.server_certificate_fingerprint.sha1": "anyHash",
  "tls.detailed.server_certificate.fingerprint_sha1": "anyHash",
  "tls.client.ja3": "ja3",
  "tls.server.ja3s": "ja3",
  "url.full": "url",
  "url.original": "url",
  "url.domain": "host",
  "http.request.referrer": "url",
  "destination.domain": "host",
  "server.domain": "host",
  "file.hash.sha256": "anyHash",
  "file.hash.sha1": "anyHash",
  "file.hash.md5": "anyHash",
};

const endpoints = [
  ["destination.ip", "destination.port"],
  ["server.ip", "server.port"],
  ["source.ip", "source.port"],
  ["client.ip", "client.port"],
] as const;

/** Records whose data is a host; of the others (TXT, SOA, …) the data is text. */
const hostRecords = new Set(["A", "AAAA", "CNAME", "NS", "MX", "SRV"]);

const collectAnswers = (data: Parameters<typeof fieldsAt>[0], collector: Collector): void => {
  for (const { path, value } of fieldsAt(data, "dns.answers", "data")) {
    const record = isObject(value) ? value : {};
    const [type, text] = [textAt(record, "type"), textAt(record, "data")];
    if (type !== undefined && text !== undefined && hostRecords.has(type)) {
      collector.host(text, `${path}.data`);
    }
  }
};

const isPacketbeat = (data: JsonObject, groups: ReadonlySet<string>): boolean =>
  groups.has("packetbeat") ||
  textAt(objectAt(data, "agent"), "type") === "packetbeat" ||
  (Object.hasOwn(data, "ecs") &&
    ["dns", "tls", "http", "network", "icmp", "flow", "url"].some((key) => isObject(data[key])));

export const packetbeat: Source = {
  name: "packetbeat",
  collect: (alert, collector, groups) => {
    const data = objectAt(alert, "data");
    if (!isPacketbeat(data, groups)) {
      return false;
    }
    collectTable(fields, data, "data", collector);
    collectAnswers(data, collector);
    for (const endpoint of endpoints) {
      collectEndpoint(data, "data", endpoint, collector);
    }
    return true;
  },
};

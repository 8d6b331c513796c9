/**
 * Suricata's EVE log.
 *
 * @see https://docs.suricata.io/en/latest/output/eve/eve-json-format.html
 */
import { type JsonObject, objectAt, textAt } from "../../alert/alert.ts";
import type { Collector } from "../collector.ts";
import { textsAtPath } from "../fields.ts";
import type { Source } from "./source.ts";
import { collectEndpoint, collectTable, type Table } from "./table.ts";

const fields: Table = {
  "dns.rrname": "domain",
  "dns.query.rrname": "domain",
  "dns.queries.rrname": "domain",
  "dns.rdata": "host",
  "dns.answers.rdata": "host",
  "dns.grouped.A": "ip",
  "dns.grouped.AAAA": "ip",
  "dns.grouped.CNAME": "domain",
  "tls.sni": "domain",
  "tls.fingerprint": "anyHash",
  "tls.ja3.hash": "ja3",
  "tls.ja3s.hash": "ja3",
  "http.hostname": "host",
  "http.http_refer": "url",
  "fileinfo.sha256": "anyHash",
  "fileinfo.sha1": "anyHash",
  "fileinfo.md5": "anyHash",
  "fileinfo.filename": "fileName",
  "files.sha256": "anyHash",
  "files.sha1": "anyHash",
  "files.md5": "anyHash",
  "files.filename": "fileName",
  "email.from": "email",
  "email.to": "email",
  "smtp.mail_from": "email",
};

const endpoints = [
  ["dest_ip", "dest_port"],
  ["src_ip", "src_port"],
] as const;

/** The request's address: EVE has the host in one field, and the path, or all of it, in another. */
const collectRequest = (data: JsonObject, collector: Collector): void => {
  const host = textAt(objectAt(data, "http"), "hostname");
  for (const { path, text } of textsAtPath(data, "http.url", "data")) {
    if (/^\w+:\/\//.test(text)) {
      collector.url(text, path);
    } else if (host !== undefined && text.startsWith("/")) {
      collector.url(`http://${host}${text}`, path);
    }
  }
};

const isSuricata = (data: JsonObject, groups: ReadonlySet<string>): boolean =>
  groups.has("suricata") || (Object.hasOwn(data, "event_type") && Object.hasOwn(data, "src_ip"));

export const suricata: Source = {
  name: "suricata",
  collect: (alert, collector, groups) => {
    const data = objectAt(alert, "data");
    if (!isSuricata(data, groups)) {
      return false;
    }
    collectRequest(data, collector);
    collectTable(fields, data, "data", collector);
    for (const endpoint of endpoints) {
      collectEndpoint(data, "data", endpoint, collector);
    }
    return true;
  },
};

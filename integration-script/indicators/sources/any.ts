/**
 * Alerts of any other kind: web servers, firewalls, cloud logs. A field is read where its whole value is an address, a
 * URL or an address of e-mail, and where its name says that it holds a hash, a domain or a file.
 */
import { objectAt } from "../../alert/alert.ts";
import type { Collector } from "../collector.ts";
import { leaves } from "../fields.ts";
import { hashKindOf } from "../hash.ts";
import { parseIp } from "../ip.ts";
import type { Source } from "./source.ts";
import { collectEndpoint, type Take } from "./table.ts";

/** Fields of Wazuh's own decoders that belong together. */
const endpoints = [
  ["dstip", "dstport"],
  ["srcip", "srcport"],
  ["dst_ip", "dst_port"],
  ["src_ip", "src_port"],
] as const;

const named: readonly (readonly [name: RegExp, take: Take])[] = [
  [/tlsh/i, "tlsh"],
  [/ssdeep/i, "ssdeep"],
  [/ja3s?(?:_?hash)?$/i, "ja3"],
  [/(?:domain|hostname|host_?name|fqdn|rrname|server_?name|query_?name|sni|dns_?name)$/i, "domain"],
  [/^(?:file_?name|target_?file_?name)$/i, "fileName"],
];

/** Names such as `md5`, `sha256_hash`, `file_hash` or `fingerprint`. */
const hashName = /md5|sha-?\d|hash|fingerprint|checksum/i;

const lastName = (path: string): string => path.slice(path.lastIndexOf(".") + 1);

const collectLeaf = (text: string, path: string, collector: Collector): void => {
  const value = text.trim();
  if (/^[a-z]{2,5}:\/\//i.test(value)) {
    collector.url(value, path);
    return;
  }
  if (parseIp(value) !== undefined) {
    collector.ip(value, path);
    return;
  }
  if (/^[^\s@]{1,64}@[^\s@]+\.[a-z0-9-]+$/i.test(value)) {
    collector.email(value, path);
    return;
  }
  const name = lastName(path);
  if (hashName.test(name) && hashKindOf(value) !== undefined) {
    collector.anyHash(value, path);
    return;
  }
  if (hashName.test(name) && /=/.test(value)) {
    collector.hashes(value, path);
    return;
  }
  const take = named.find(([pattern]) => pattern.test(name))?.[1];
  if (take !== undefined) {
    collector[take](value, path);
  }
};

export const any: Source = {
  name: "any",
  collect: (alert, collector) => {
    const data = objectAt(alert, "data");
    for (const endpoint of endpoints) {
      collectEndpoint(data, "data", endpoint, collector);
    }
    for (const { path, text } of leaves(data, "data")) {
      collectLeaf(text, path, collector);
    }
    return true;
  },
};

/** Tables of fields, which most sources are. */
import type { JsonObject } from "../../alert/alert.ts";
import type { Collector } from "../collector.ts";
import { textsAtPath } from "../fields.ts";

/** How a field is read. */
export type Take =
  | "ip"
  | "domain"
  | "host"
  | "url"
  | "email"
  | "fileName"
  | "registryKey"
  | "hashes"
  | "anyHash"
  | "ja3"
  | "tlsh"
  | "ssdeep";

export type Table = Readonly<Record<string, Take>>;

/** Reads every field of a table, in its order. */
export const collectTable = (
  table: Table,
  parent: JsonObject,
  prefix: string,
  collector: Collector,
): void => {
  for (const [path, take] of Object.entries(table)) {
    for (const field of textsAtPath(parent, path, prefix)) {
      collector[take](field.text, field.path);
    }
  }
};

/** Reads an address together with the port that stands in another field. */
export const collectEndpoint = (
  parent: JsonObject,
  prefix: string,
  [addressPath, portPath]: readonly [string, string],
  collector: Collector,
): void => {
  const port = textsAtPath(parent, portPath, prefix)[0]?.text;
  for (const field of textsAtPath(parent, addressPath, prefix)) {
    collector.ip(field.text, field.path, port);
  }
};

import type { Event, StaticField } from "../event.ts";
import type { Comparison } from "./rule.ts";

type Read = (event: Event) => string | undefined;

const ofStatic =
  (name: StaticField): Read =>
  (event) =>
    event.static[name];

const reads: Readonly<Record<string, Read>> = {
  match: (event) => event.log,
  regex: (event) => event.log,
  program_name: (event) => event.programName,
  hostname: (event) => event.hostname,
  location: (event) => event.location,
  user: (event) => event.static.dstuser ?? event.static.srcuser,
};

/** The text of an event that an element of a rule is about, by the element's name. */
export const textNamed = (name: string): Read => reads[name] ?? ofStatic(name as StaticField);

/** What `same_…`, `different_…` and `not_same_…` compare, by what follows. */
const compared: Readonly<Record<string, Read>> = {
  source_ip: ofStatic("srcip"),
  srcip: ofStatic("srcip"),
  dstip: ofStatic("dstip"),
  src_port: ofStatic("srcport"),
  srcport: ofStatic("srcport"),
  dst_port: ofStatic("dstport"),
  dstport: ofStatic("dstport"),
  srcuser: ofStatic("srcuser"),
  user: ofStatic("dstuser"),
  id: ofStatic("id"),
  url: ofStatic("url"),
  protocol: ofStatic("protocol"),
  action: ofStatic("action"),
  data: ofStatic("data"),
  extra_data: ofStatic("extra_data"),
  status: ofStatic("status"),
  system_name: ofStatic("system_name"),
  location: (event) => event.location,
};

/** The comparison that an element asks for; undefined where Wazuh does not know it. */
export function comparisonOf(name: string, content: string): Comparison | undefined {
  const subject = name.replace(/^(same|different|not_same)_/, "");
  if (subject === "field") {
    return { name: `${name} ${content}`, read: (event) => event.field(content) };
  }
  const read = compared[subject];
  return read && { name, read };
}

import type { Event } from "../event.ts";
import { JsonObject, type JsonValue } from "../json.ts";
import { parseJson } from "../json-reader.ts";
import { type DecoderInfo, decoder } from "./decoder.ts";

/** What an alert says under `syscheck`. */
export interface SyscheckData {
  readonly alert: JsonObject;
}

/** Decoders of file changes, by what happened. */
export const syscheckDecoders: Readonly<Record<string, DecoderInfo>> = {
  added: decoder("syscheck_new_entry", { category: "ossec" }),
  modified: decoder("syscheck_integrity_changed", { category: "ossec" }),
  deleted: decoder("syscheck_deleted", { category: "ossec" }),
};

/** Attributes of a file: the key that the agent sends, the name in an alert, and the name that rules know it by. */
const attributes = [
  ["size", "size", "size"],
  ["perm", "perm", "perm"],
  ["uid", "uid", "uid"],
  ["gid", "gid", "gid"],
  ["hash_md5", "md5", "md5"],
  ["hash_sha1", "sha1", "sha1"],
  ["hash_sha256", "sha256", "sha256"],
  ["user_name", "uname", "uname"],
  ["group_name", "gname", "gname"],
  ["mtime", "mtime", "mtime"],
  ["inode", "inode", "inode"],
] as const;

/** Names that rules can ask for of a file change. */
export const syscheckFields: ReadonlySet<string> = new Set([
  ..."file mode changed_fields changed_content tag symbolic_path event_type entry_type".split(" "),
  ...attributes.flatMap(([, , name]) => [name, `${name}_before`]),
]);

type Values = ReadonlyMap<string, string>;

/**
 * Reads an event of the agents' file integrity monitoring (queue `8`, JSON as of agent 3.11). Of its scan messages and
 * of changes to the Windows registry no event comes; of Windows' permissions, which come as an object, nothing is said.
 */
export function decodeSyscheck(event: Event): boolean {
  const root = parseJson(event.log);
  if (!(root instanceof JsonObject) || root.get("type") !== "event") {
    return false;
  }
  const data = root.get("data");
  const info = data instanceof JsonObject ? syscheckDecoders[textOf(data.get("type")) ?? ""] : undefined;
  const path = data instanceof JsonObject ? textOf(data.get("path")) : undefined;
  if (!(data instanceof JsonObject) || !info || path === undefined || kindOf(data) !== "file") {
    return false;
  }
  const change = new Change(path, data);
  event.decoder = info;
  event.fullLog = change.log(info === syscheckDecoders["modified"]);
  for (const [name, value] of change.ruleFields()) {
    event.addField(name, value);
  }
  event.syscheck = { alert: change.alert() };
  return true;
}

const textOf = (value: JsonValue | undefined): string | undefined =>
  typeof value === "string" ? value : typeof value === "number" ? String(Math.trunc(value)) : undefined;

function kindOf(data: JsonObject): string | undefined {
  const values = data.get("attributes");
  return values instanceof JsonObject ? textOf(values.get("type")) : undefined;
}

function valuesOf(object: JsonValue | undefined): Values {
  const values = new Map<string, string>();
  for (const [key, value] of object instanceof JsonObject ? object.entries : []) {
    const text = textOf(value);
    if (text !== undefined) {
      values.set(key, text);
    }
  }
  return values;
}

class Change {
  readonly #path: string;
  readonly #data: JsonObject;
  readonly #after: Values;
  readonly #before: Values;
  readonly #changed: readonly string[];
  readonly #links: readonly string[];

  constructor(path: string, data: JsonObject) {
    this.#path = path;
    this.#data = data;
    this.#after = valuesOf(data.get("attributes"));
    this.#before = valuesOf(data.get("old_attributes"));
    this.#changed = this.#texts("changed_attributes");
    this.#links = this.#texts("hard_links");
  }

  #texts(key: string): string[] {
    const list = this.#data.get(key);
    return Array.isArray(list) ? list.filter((item) => typeof item === "string") : [];
  }

  #text(key: string): string | undefined {
    return textOf(this.#data.get(key));
  }

  /** The text that Wazuh writes as the log of a change. */
  log(modified: boolean): string {
    const lines = [`File '${shortened(this.#path)}' ${this.#text("type") ?? ""}`];
    if (this.#links.length > 0) {
      lines.push(`Hard links: ${this.#links.join(",")}`);
    }
    lines.push(`Mode: ${this.#text("mode") ?? ""}`);
    if (this.#changed.length > 0) {
      lines.push(`Changed attributes: ${this.#changed.join(",")}`);
    }
    return `${[...lines, ...(modified ? this.#comments() : [])].join("\n")}\n`;
  }

  #comments(): string[] {
    const sentences: readonly (readonly [key: string, before: string, after: string])[] = [
      ["size", "Size changed from", " to"],
      ["perm", "Permissions changed from", " to"],
      ["uid", "Ownership was", ", now it is"],
      ["user_name", "User name was", ", now it is"],
      ["gid", "Group ownership was", ", now it is"],
      ["group_name", "Group name was", ", now it is"],
      ["mtime", "Old modification time was:", ", now it is"],
      ["inode", "Old inode was:", ", now it is"],
      ["hash_md5", "Old md5sum was:", "\nNew md5sum is :"],
      ["hash_sha1", "Old sha1sum was:", "\nNew sha1sum is :"],
      ["hash_sha256", "Old sha256sum was:", "\nNew sha256sum is :"],
    ];
    return sentences.flatMap(([key, before, after]) => {
      const old = this.#before.get(key) ?? "";
      const now = this.#after.get(key) ?? "";
      return old === now ? [] : [`${before} '${old}'${after} '${now}'`];
    });
  }

  /** The fields that rules can ask for, by the names of Wazuh's syscheck decoder. */
  ruleFields(): [string, string][] {
    const fields: [string, string | undefined][] = [
      ["file", this.#path],
      ["mode", this.#text("mode")],
      ["changed_fields", this.#changed.join(",") || undefined],
      ["changed_content", this.#text("content_changes")],
      ["tag", this.#text("tags")],
      ["symbolic_path", this.#after.get("symlink_path")],
      ["event_type", this.#text("type")],
      ["entry_type", this.#after.get("type")],
    ];
    for (const [key, , name] of attributes) {
      fields.push([name, this.#after.get(key)], [`${name}_before`, this.#before.get(key)]);
    }
    return fields.filter((field): field is [string, string] => field[1] !== undefined);
  }

  alert(): JsonObject {
    const json = new JsonObject().add("path", this.#path);
    const add = (name: string, value: JsonValue | undefined) => value !== undefined && json.add(name, value);
    add("hard_links", this.#data.get("hard_links"));
    add("mode", this.#text("mode"));
    add("symbolic_path", this.#after.get("symlink_path") || undefined);
    for (const [key, name] of attributes) {
      const before = this.#before.get(key);
      const after = this.#after.get(key);
      if (before && before !== after) {
        json.add(`${name}_before`, valueFor(name, before));
      }
      if (after && (name !== "inode" || Number(after) !== 0)) {
        json.add(`${name}_after`, valueFor(name, after));
      }
    }
    const diff = this.#text("content_changes");
    add("diff", diff === "0" ? undefined : diff);
    const tags = this.#text("tags");
    add("tags", tags ? tags.split(",").filter((tag) => tag !== "") : undefined);
    add("changed_attributes", this.#changed.length > 0 ? [...this.#changed] : undefined);
    add("event", this.#text("type"));
    add("audit", auditOf(this.#data.get("audit")));
    return json;
  }
}

function valueFor(name: string, value: string): JsonValue {
  if (name === "inode") {
    return Number.parseInt(value, 10) || 0;
  }
  return name === "mtime" ? localTime(Number(value)) : value;
}

/** A time in seconds as Wazuh writes a file's: local, without a zone. */
function localTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

/** Wazuh shortens a long path in the log, not in the fields. */
const shortened = (path: string): string =>
  path.length > 756 ? `${path.slice(0, 719)} [...] ${path.slice(-30)}` : path;

/** Who made the change, where the agent knows it: part, then name in the alert and key that the agent sends. */
const auditParts: readonly (readonly [part: string, names: readonly (readonly [string, string])[]])[] = [
  [
    "user",
    [
      ["id", "user_id"],
      ["name", "user_name"],
    ],
  ],
  [
    "process",
    [
      ["id", "process_id"],
      ["name", "process_name"],
      ["cwd", "cwd"],
      ["parent_name", "parent_name"],
      ["parent_cwd", "parent_cwd"],
      ["ppid", "ppid"],
    ],
  ],
  [
    "group",
    [
      ["id", "group_id"],
      ["name", "group_name"],
    ],
  ],
  [
    "login_user",
    [
      ["id", "audit_uid"],
      ["name", "audit_name"],
    ],
  ],
  [
    "effective_user",
    [
      ["id", "effective_uid"],
      ["name", "effective_name"],
    ],
  ],
];

function auditOf(value: JsonValue | undefined): JsonObject | undefined {
  const sent = valuesOf(value);
  const audit = new JsonObject();
  for (const [part, names] of auditParts) {
    const json = new JsonObject();
    for (const [name, key] of names) {
      const text = sent.get(key);
      if (text) {
        json.add(name, text);
      }
    }
    if (json.entries.length > 0) {
      audit.add(part, json);
    }
  }
  return audit.entries.length > 0 ? audit : undefined;
}

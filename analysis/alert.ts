import { type Event, staticFields } from "./event.ts";
import { JsonObject, type JsonValue } from "./json.ts";
import { readJson } from "./json-reader.ts";
import { describe } from "./rules/description.ts";
import { groupNames, type Rule } from "./rules/rule.ts";
import { techniqueOf } from "./rules/techniques.ts";

/** What an alert says about the rule that raised it. */
export interface AlertRule {
  readonly rule: Rule;
  readonly firedTimes: number;
  readonly mail: boolean;
  /** The logs of the events that a correlation counted, newest first. */
  readonly previous: readonly string[];
}

/** What an alert says that is not in the event. */
export interface AlertContext {
  /** Host name of the manager. */
  readonly manager: string;
  /** The part of the id after the dot: a number that is not given twice within a second. */
  readonly offset: number;
  /** Writes the log also where the rule says no_full_log, as archives.json does. */
  readonly forceFullLog: boolean;
}

/** The object that Wazuh writes to alerts.json or archives.json for an event, its keys in Wazuh's order. */
export function alertJson(event: Event, fired: AlertRule | undefined, context: AlertContext): JsonObject {
  const root = new JsonObject().add("timestamp", timestamp(event.time));
  if (fired) {
    root.add("rule", ruleJson(fired, event));
  }
  root.add("agent", agentJson(event, context.manager));
  root.add("manager", new JsonObject().add("name", context.manager));
  root.add("id", `${Math.floor(event.time / 1000)}.${context.offset}`);
  if (fired && fired.previous.length > 1) {
    root.add("previous_output", fired.previous.join("\n"));
  }
  if (context.forceFullLog || !fired?.rule.options.noFullLog) {
    root.add("full_log", event.fullLog);
  }
  if (event.syscheck) {
    root.add("syscheck", event.syscheck.alert);
  }
  const predecoder = predecoderJson(event);
  if (predecoder.entries.length > 0 && (event.programName !== undefined || event.headerTime !== undefined)) {
    root.add("predecoder", predecoder);
  }
  root.add("decoder", decoderJson(event));
  const data = dataJson(event);
  if (data.entries.length > 0) {
    root.add("data", data);
  }
  if (root.get("predecoder") === undefined && predecoder.entries.length > 0) {
    root.add("predecoder", predecoder);
  }
  return root.add("location", agentLocation(event.location));
}

function ruleJson({ rule, firedTimes, mail }: AlertRule, event: Event): JsonObject {
  const json = new JsonObject();
  if (rule.level > 0) {
    json.add("level", rule.level);
  }
  json.add("description", describe(rule.description, event)).add("id", String(rule.id));
  const mitre = mitreJson(rule.mitre);
  if (mitre) {
    json.add("mitre", mitre);
  }
  if (rule.cve !== undefined) {
    json.add("cve", rule.cve);
  }
  if (rule.info !== undefined) {
    json.add("info", rule.info);
  }
  if (rule.correlation) {
    json.add("frequency", rule.correlation.frequency);
  }
  if (!rule.options.noCounter) {
    json.add("firedtimes", firedTimes);
  }
  json.add("mail", mail);
  addGroups(json, rule);
  return json;
}

/** What Wazuh's database tells of a rule's techniques; nothing where it knows none of them. */
function mitreJson(ids: readonly string[]): JsonObject | undefined {
  const known = ids.map(techniqueOf).filter((technique) => technique !== undefined);
  const tactics = new Set(known.flatMap((technique) => technique.tactics));
  if (tactics.size === 0) {
    return undefined;
  }
  return new JsonObject()
    .add("id", [...ids])
    .add("tactic", [...tactics])
    .add(
      "technique",
      known.map((technique) => technique.name),
    );
}

/** Groups that name a requirement of a standard go into a list of that standard. */
const standards = ["pci_dss", "cis", "gdpr", "gpg13", "hipaa", "nist_800_53", "tsc"];

/** Wazuh cuts a group list at this many bytes. */
const maxGroups = 1023;

function addGroups(json: JsonObject, rule: Rule): void {
  const groups: JsonValue[] = [];
  json.add("groups", groups);
  for (const name of groupNames(rule.groups.slice(0, maxGroups))) {
    const standard = standards.find((prefix) => name.startsWith(`${prefix}_`));
    if (standard === undefined) {
      groups.push(name);
      continue;
    }
    let list = json.get(standard);
    if (!Array.isArray(list)) {
      list = [];
      json.add(standard, list);
    }
    list.push(name.slice(standard.length + 1));
  }
}

function agentJson(event: Event, manager: string): JsonObject {
  const agent = new JsonObject().add("id", event.agentId);
  if (event.location.startsWith("(")) {
    agent.add("name", event.hostname);
  } else if (event.agentId === "000") {
    agent.add("name", manager);
  }
  const ip = /^\([^)]*\) ([^-]*)/.exec(event.location)?.[1];
  if (ip !== undefined && ip !== "any") {
    agent.add("ip", ip);
  }
  return agent;
}

/** The location without the agent's part. Wazuh looks at its first 1,023 bytes. */
function agentLocation(location: string): string {
  if (!location.startsWith("(")) {
    return location;
  }
  const part = location.slice(0, 1023);
  return part.slice(part.indexOf(">") + 1);
}

const syslogHost = /^[A-Z][a-z][a-z] [ 0123][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9] ([^ ]+)/;

function predecoderJson(event: Event): JsonObject {
  const json = new JsonObject();
  if (event.programName !== undefined) {
    json.add("program_name", event.programName);
  }
  if (event.headerTime !== undefined) {
    json.add("timestamp", event.headerTime);
  }
  const host = syslogHost.exec(event.fullLog)?.[1];
  return host === undefined ? json : json.add("hostname", host);
}

function decoderJson({ decoder }: Event): JsonObject {
  const json = new JsonObject();
  if (decoder?.parent !== undefined) {
    json.add("parent", decoder.parent);
  }
  return decoder ? json.add("name", decoder.name) : json;
}

const dataFirst = [
  "protocol",
  "action",
  "srcip",
  "srcport",
  "srcuser",
  "dstip",
  "dstport",
  "dstuser",
] as const;

function dataJson(event: Event): JsonObject {
  const data = new JsonObject();
  for (const name of [
    ...dataFirst,
    ...staticFields.filter((field) => !(dataFirst as readonly string[]).includes(field)),
  ]) {
    const value = event.static[name];
    if (value !== undefined) {
      data.add(name, value);
    }
  }
  if (!event.syscheck) {
    for (const [name, value] of event.fields) {
      if (value !== "") {
        addNested(data, name, value);
      }
    }
  }
  return data;
}

/** A name with dots becomes objects; what stands there already stays. A list that decoding wrote as text is one again. */
function addNested(object: JsonObject, name: string, value: string): void {
  const dot = name.indexOf(".");
  if (dot < 0) {
    if (object.get(name) === undefined) {
      const list = value.startsWith("[") ? readJson(value) : undefined;
      object.add(name, list?.end === value.length ? list.value : value);
    }
    return;
  }
  const key = name.slice(0, dot);
  let inner = object.get(key);
  if (inner === undefined) {
    inner = new JsonObject();
    object.add(key, inner);
  }
  if (inner instanceof JsonObject) {
    addNested(inner, name.slice(dot + 1), value);
  }
}

/** A time as Wazuh writes it: local, with milliseconds, and no colon in the zone. */
export function timestamp(time: number): string {
  const date = new Date(time);
  const minutes = -date.getTimezoneOffset();
  const local = new Date(time + minutes * 60_000).toISOString().slice(0, -1);
  const zone = Math.abs(minutes);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${local}${minutes < 0 ? "-" : "+"}${two(Math.floor(zone / 60))}${two(zone % 60)}`;
}

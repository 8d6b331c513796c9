/**
 * Whether Sysmon logs an event, by the lab's own configuration of it: the conditions that stand in it, as Sysmon's
 * documentation tells them; any other is refused.
 *
 * @see https://learn.microsoft.com/sysinternals/downloads/sysmon#configuration-files
 */
import { XMLParser } from "fast-xml-parser";
import { sysmonConfiguration } from "../../components/agents/endpoint-files.ts";

interface Conditioned {
  readonly "#text": string;
  readonly "@_condition": string;
}
type Filter = Readonly<Record<string, string | readonly Conditioned[] | readonly Filter[]>>;

const xml = new XMLParser({
  ignoreAttributes: false,
  parseTagValue: false,
  trimValues: true,
  isArray: (_name, path, _isLeaf, isAttribute) =>
    !isAttribute && /^Sysmon\.EventFiltering\.RuleGroup(\.\w+\.\w+(\.\w+)?)?$/.test(path as string),
});

const filtersOf = (os: "linux" | "windows") => {
  const { Sysmon } = xml.parse(sysmonConfiguration(os)) as {
    Sysmon: { EventFiltering: { RuleGroup: readonly Readonly<Record<string, Filter | string>>[] } };
  };
  return Sysmon.EventFiltering.RuleGroup.flatMap((group) =>
    Object.entries(group).filter((entry): entry is [string, Filter] => typeof entry[1] === "object"),
  );
};
const filters = { linux: filtersOf("linux"), windows: filtersOf("windows") };

/** Sysmon's names of its events, as filters have them. */
const names: Readonly<Record<string, string>> = {
  1: "ProcessCreate",
  3: "NetworkConnect",
  5: "ProcessTerminate",
  6: "DriverLoad",
  7: "ImageLoad",
  9: "RawAccessRead",
  11: "FileCreate",
  12: "RegistryEvent",
  13: "RegistryEvent",
  14: "RegistryEvent",
  15: "FileCreateStreamHash",
  22: "DnsQuery",
  23: "FileDelete",
  24: "ClipboardChange",
  25: "ProcessTampering",
  26: "FileDeleteDetected",
};

/** Events that Sysmon logs without being asked: its start, its configuration, and its errors. */
const always = new Set(["4", "16", "255"]);

/** The number and the fields of an event, out of the XML that Sysmon writes. */
export interface SysmonEvent {
  readonly number: string;
  readonly fields: Readonly<Record<string, string>>;
}

const events = new XMLParser({
  ignoreAttributes: false,
  parseTagValue: false,
  isArray: (name) => name === "Data",
});

/** Reads the XML of an event. */
export function sysmonEventOf(text: string): SysmonEvent {
  const { Event } = events.parse(text) as {
    Event: {
      System: { EventID: string };
      EventData: { Data: readonly { "@_Name": string; "#text"?: string }[] };
    };
  };
  return {
    number: Event.System.EventID,
    fields: Object.fromEntries(
      Event.EventData.Data.map(({ "@_Name": name, "#text": value = "" }) => [name, value]),
    ),
  };
}

/** Whether Sysmon on that system logs the event. */
export function sysmonLogs(os: "linux" | "windows", { number, fields }: SysmonEvent): boolean {
  if (always.has(number)) {
    return true;
  }
  const own = filters[os].filter(([name]) => name === names[number]).map(([, filter]) => filter);
  const including = own.filter((filter) => filter["@_onmatch"] === "include");
  const matches = (filter: Filter) => conditionsOf(filter, fields).some(Boolean);
  if (own.some((filter) => filter["@_onmatch"] === "exclude" && matches(filter))) {
    return false;
  }
  return own.length > 0 && (including.length === 0 || including.some(matches));
}

/** What each condition and each rule of a filter says of an event. */
function conditionsOf(filter: Filter, fields: SysmonEvent["fields"]): boolean[] {
  return Object.entries(filter).flatMap(([name, entries]) => {
    if (typeof entries === "string") {
      return [];
    }
    return entries.map((entry) =>
      isCondition(entry) ? holds(entry, fields[name] ?? "") : conditionsOf(entry, fields).every(Boolean),
    );
  });
}

const isCondition = (entry: Conditioned | Filter): entry is Conditioned => "@_condition" in entry;

function holds({ "#text": value, "@_condition": condition }: Conditioned, field: string): boolean {
  const [text, wanted] = [field.toLowerCase(), value.toLowerCase()];
  switch (condition) {
    case "is":
      return text === wanted;
    case "is not":
      return text !== wanted;
    case "begin with":
      return text.startsWith(wanted);
    case "end with":
      return text.endsWith(wanted);
    case "contains":
      return text.includes(wanted);
    case "contains any":
      return wanted.split(";").some((each) => text.includes(each));
    default:
      throw new Error(`Sysmon's condition "${condition}" is not known here.`);
  }
}

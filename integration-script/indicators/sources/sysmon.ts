/**
 * Sysmon for Windows, out of Wazuh's event channel decoder, and Sysmon for Linux, out of a decoder that keeps Sysmon's
 * own names.
 *
 * @see https://learn.microsoft.com/sysinternals/downloads/sysmon
 */
import { type Alert, isObject, type JsonObject, objectAt } from "../../alert/alert.ts";
import type { Collector } from "../collector.ts";
import { fieldsAt, textsAtPath } from "../fields.ts";
import { singleBackslashes } from "../file-name.ts";
import { urlsIn, withoutEntities } from "../text.ts";
import type { Source } from "./source.ts";
import type { Take } from "./table.ts";

/** Where decoders put the fields of an event and what is told of it. */
const shapes: readonly {
  readonly eventData: string;
  readonly system: string;
  /** Whether values are as they stood in XML. */
  readonly ofXml?: boolean;
}[] = [
  { eventData: "win.eventdata", system: "win.system" },
  { eventData: "eventdata", system: "system", ofXml: true },
  { eventData: "sysmon.eventdata", system: "sysmon.system" },
  { eventData: "Event.EventData", system: "Event.System" },
];

interface Field {
  readonly path: string;
  readonly text: string;
}

interface SysmonEvent {
  /** By their names in lower case: decoders differ in capitals. */
  readonly fields: ReadonlyMap<string, Field>;
  readonly number: number | undefined;
}

/** @param read takes from a value what the decoder left of its format */
const fieldsOf = (
  eventData: JsonObject,
  path: string,
  read: (text: string) => string,
): Map<string, Field> => {
  const fields = new Map<string, Field>();
  for (const name of Object.keys(eventData)) {
    const value = eventData[name];
    if ((typeof value === "string" && value !== "") || typeof value === "number") {
      fields.set(name.toLowerCase(), { path: `${path}.${name}`, text: read(String(value)) });
    }
  }
  return fields;
};

const eventGroup = /^sysmon_(?:event_?|eid)(\d{1,3})(?:_detections)?$/;

const numberFromGroups = (groups: ReadonlySet<string>): string | undefined => {
  for (const group of groups) {
    const digits = eventGroup.exec(group)?.[1];
    if (digits !== undefined) {
      return digits;
    }
  }
  return undefined;
};

const isSysmon = (data: JsonObject, system: string, groups: ReadonlySet<string>): boolean => {
  for (const group of groups) {
    if (group.startsWith("sysmon")) {
      return true;
    }
  }
  const names = [...textsAtPath(data, `${system}.providerName`), ...textsAtPath(data, `${system}.channel`)];
  return names.some(({ text }) => /sysmon/i.test(text));
};

const sysmonEventOf = (alert: Alert, groups: ReadonlySet<string>): SysmonEvent | undefined => {
  const data = objectAt(alert, "data");
  for (const { eventData, system, ofXml = false } of shapes) {
    const [found] = fieldsAt(data, eventData, "data");
    if (found !== undefined && isObject(found.value)) {
      if (!isSysmon(data, system, groups)) {
        return undefined;
      }
      const number = textsAtPath(data, `${system}.eventID`)[0]?.text ?? numberFromGroups(groups);
      return {
        fields: fieldsOf(found.value, found.path, ofXml ? withoutEntities : String),
        number: number !== undefined && /^\d{1,3}$/.test(number) ? Number(number) : undefined,
      };
    }
  }
  return undefined;
};

/** Fields that are read by themselves, by their names in lower case. */
const takes: ReadonlyMap<string, Take> = new Map<string, Take>([
  ["hashes", "hashes"],
  ["hash", "hashes"],
  ["configurationfilehash", "hashes"],
  ["queryname", "domain"],
  ["sourcehostname", "domain"],
  ["destinationhostname", "domain"],
]);

/** Addresses, and the ports that belong to them. */
const ports: ReadonlyMap<string, string> = new Map([
  ["destinationip", "destinationport"],
  ["sourceip", "sourceport"],
]);

const collectFields = ({ fields }: SysmonEvent, collector: Collector): void => {
  for (const [name, { text, path }] of fields) {
    const take = takes.get(name);
    const port = ports.get(name);
    if (take !== undefined) {
      collector[take](text, path);
    } else if (port !== undefined) {
      collector.ip(text, path, fields.get(port)?.text);
    }
  }
};

/** Answers to a look-up: addresses, and names as `type:  5 alias.example.com`. */
const collectResults = ({ text, path }: Field, collector: Collector): void => {
  for (const part of text.split(";")) {
    const host = part.replace(/^\s*type:\s*\d+\s*/i, "").trim();
    if (host !== "" && host !== "-") {
      collector.host(host, path);
    }
  }
};

/** The files that an event is about, by its number; the other programs in it only took part. */
const subjects: Readonly<Record<number, readonly string[]>> = {
  1: ["image", "originalfilename"],
  2: ["targetfilename"],
  5: ["image"],
  6: ["imageloaded"],
  7: ["imageloaded", "originalfilename"],
  8: ["sourceimage", "targetimage"],
  9: ["image"],
  11: ["targetfilename"],
  15: ["targetfilename"],
  16: ["configuration"],
  23: ["targetfilename"],
  24: ["image"],
  25: ["image"],
  26: ["targetfilename"],
  29: ["targetfilename"],
};
const anySubject = ["targetfilename", "imageloaded"];

const collectFiles = ({ fields, number }: SysmonEvent, collector: Collector): void => {
  for (const name of number === undefined ? anySubject : (subjects[number] ?? [])) {
    const field = fields.get(name);
    if (field !== undefined) {
      collector.fileName(field.text, field.path);
    }
  }
};

/** Fields that take more than one step to read. */
const readers: ReadonlyMap<string, (field: Field, collector: Collector) => void> = new Map([
  ["queryresults", collectResults],
  [
    "targetobject",
    ({ text, path }: Field, collector: Collector) => {
      collector.registryKey(singleBackslashes(text), path);
    },
  ],
  [
    // The mark of the web that a browser left names the page and the file.
    "contents",
    ({ text, path }: Field, collector: Collector) => {
      urlsIn(text).forEach((url) => {
        collector.url(url, path);
      });
    },
  ],
]);

export const sysmon: Source = {
  name: "sysmon",
  collect: (alert, collector, groups) => {
    const event = sysmonEventOf(alert, groups);
    if (event === undefined) {
      return false;
    }
    collectFields(event, collector);
    collectFiles(event, collector);
    for (const [name, read] of readers) {
      const field = event.fields.get(name);
      if (field !== undefined) {
        read(field, collector);
      }
    }
    return true;
  },
};

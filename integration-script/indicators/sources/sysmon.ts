/**
 * Sysmon for Windows, out of Wazuh's event channel decoder, and Sysmon for Linux, out of a decoder that keeps Sysmon's
 * own names.
 *
 * @see https://learn.microsoft.com/sysinternals/downloads/sysmon
 */
import { type Alert, type JsonObject, objectAt } from "../../alert/alert.ts";
import type { Collector } from "../collector.ts";
import { fieldsAt, textsAtPath } from "../fields.ts";
import { singleBackslashes } from "../file-name.ts";
import type { Source } from "./source.ts";
import { collectEndpoint, collectTable, type Table } from "./table.ts";
import { urlsIn } from "../text.ts";

const eventGroup = /^sysmon_(?:event_?|eid)(\d{1,3})(?:_detections)?$/;

/** Where decoders put the fields of an event and its number. */
const shapes = [
  { eventData: "win.eventdata", number: "win.system.eventID" },
  { eventData: "eventdata", number: "system.eventID" },
  { eventData: "sysmon.eventdata", number: "sysmon.system.eventID" },
  { eventData: "Event.EventData", number: "Event.System.EventID" },
] as const;

interface SysmonEvent {
  readonly data: JsonObject;
  readonly path: string;
  readonly number: number | undefined;
}

const numberFromGroups = (groups: ReadonlySet<string>): number | undefined => {
  for (const group of groups) {
    const digits = eventGroup.exec(group)?.[1];
    if (digits !== undefined) {
      return Number(digits);
    }
  }
  return undefined;
};

const sysmonEventOf = (alert: Alert, groups: ReadonlySet<string>): SysmonEvent | undefined => {
  const data = objectAt(alert, "data");
  for (const shape of shapes) {
    const found = fieldsAt(data, shape.eventData, "data").find(({ value }) => typeof value === "object");
    if (found !== undefined) {
      const number = Number(textsAtPath(data, shape.number)[0]?.text ?? numberFromGroups(groups));
      return {
        data: found.value as JsonObject,
        path: found.path,
        number: Number.isInteger(number) ? number : undefined,
      };
    }
  }
  return undefined;
};

const isSysmon = (alert: Alert, groups: ReadonlySet<string>): boolean => {
  if ([...groups].some((group) => group.startsWith("sysmon"))) {
    return true;
  }
  const data = objectAt(alert, "data");
  const providers = [
    "win.system.providerName",
    "win.system.channel",
    "system.providerName",
    "system.channel",
  ];
  return providers.some((path) => textsAtPath(data, path).some(({ text }) => /sysmon/i.test(text)));
};

/** The files that an event is about, by its number; the other programs in it only took part. */
const subjects: Readonly<Record<number, readonly string[]>> = {
  1: ["image", "originalFileName"],
  2: ["targetFilename"],
  5: ["image"],
  6: ["imageLoaded"],
  7: ["imageLoaded", "originalFileName"],
  8: ["sourceImage", "targetImage"],
  9: ["image"],
  11: ["targetFilename"],
  15: ["targetFilename"],
  16: ["configuration"],
  23: ["targetFilename"],
  24: ["image"],
  25: ["image"],
  26: ["targetFilename"],
  29: ["targetFilename"],
};
const anySubject = ["targetFilename", "imageLoaded"];

const fields: Table = {
  hashes: "hashes",
  hash: "hashes",
  configurationFileHash: "hashes",
  queryName: "domain",
  sourceHostname: "domain",
  destinationHostname: "domain",
};

const endpoints = [
  ["destinationIp", "destinationPort"],
  ["sourceIp", "sourcePort"],
] as const;

const collectResults = ({ data, path }: SysmonEvent, collector: Collector): void => {
  for (const field of textsAtPath(data, "queryResults", path)) {
    // Addresses, and names as `type:  5 alias.example.com`.
    for (const part of field.text.split(";").filter((text) => text.trim() !== "" && text.trim() !== "-")) {
      collector.host(part.replace(/^\s*type:\s*\d+\s*/i, ""), field.path);
    }
  }
};

const collectKeys = ({ data, path }: SysmonEvent, collector: Collector): void => {
  for (const field of ["targetObject", "newName"].flatMap((name) => textsAtPath(data, name, path))) {
    collector.registryKey(singleBackslashes(field.text), field.path);
  }
};

const collectFiles = (event: SysmonEvent, collector: Collector): void => {
  const names = event.number === undefined ? anySubject : (subjects[event.number] ?? []);
  for (const field of names.flatMap((name) => textsAtPath(event.data, name, event.path))) {
    collector.fileName(field.text, field.path);
  }
};

/** The mark of the web that a browser left names the page and the file. */
const collectMark = ({ data, path }: SysmonEvent, collector: Collector): void => {
  for (const field of textsAtPath(data, "contents", path)) {
    urlsIn(field.text).forEach((url) => {
      collector.url(url, field.path);
    });
  }
};

export const sysmon: Source = {
  name: "sysmon",
  collect: (alert, collector, groups) => {
    const event = sysmonEventOf(alert, groups);
    if (event === undefined || !isSysmon(alert, groups)) {
      return false;
    }
    collectTable(fields, event.data, event.path, collector);
    for (const endpoint of endpoints) {
      collectEndpoint(event.data, event.path, endpoint, collector);
    }
    collectResults(event, collector);
    collectKeys(event, collector);
    collectFiles(event, collector);
    collectMark(event, collector);
    return true;
  },
};

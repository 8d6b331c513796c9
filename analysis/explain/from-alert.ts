import { decoder as decoderNamed } from "../decoders/decoder.ts";
import { eventchannelDecoder } from "../decoders/eventchannel.ts";
import { decodeJson } from "../decoders/json-decoder.ts";
import { syscheckDecoders } from "../decoders/syscheck.ts";
import { Event } from "../event.ts";
import { JsonObject } from "../json.ts";
import { printJson } from "../json-printer.ts";

/**
 * The event that an alert, or a line of archives.json, was written for, as its decoder left it. Of an alert without
 * `full_log` the log is not known: what looks at that does not match.
 */
export function eventOfAlert(alert: JsonObject): Event {
  const text = (path: string): string | undefined => textAt(alert, path);
  const agent = text("agent.name");
  const id = text("agent.id") ?? "000";
  const location = text("location") ?? "";
  const event = new Event({
    time: timeOf(text("timestamp")),
    location:
      id === "000" || agent === undefined ? location : `(${agent}) ${text("agent.ip") ?? "any"}->${location}`,
    agentId: id,
    hostname: text("predecoder.hostname") ?? agent ?? text("manager.name") ?? "",
    message: text("full_log") ?? "",
  });
  event.programName = text("predecoder.program_name");
  event.headerTime = text("predecoder.timestamp");
  const changed = alert.get("syscheck");
  if (changed instanceof JsonObject) {
    readChange(event, changed);
  } else {
    readData(event, alert, text("decoder.name"), text("decoder.parent"));
  }
  return event;
}

function readData(
  event: Event,
  alert: JsonObject,
  name: string | undefined,
  parent: string | undefined,
): void {
  if (name === eventchannelDecoder.name) {
    event.decoder = eventchannelDecoder;
  } else if (name !== undefined) {
    event.decoder = decoderNamed(name, parent === undefined ? {} : { parent });
  }
  const data = alert.get("data");
  if (data instanceof JsonObject) {
    decodeJson(event, printJson(data), event.decoder ?? decoderNamed(""));
  }
}

/** Keys of an alert's `syscheck` that rules know by another name. */
const renamed: Readonly<Record<string, string>> = {
  path: "file",
  event: "event_type",
  diff: "changed_content",
  tags: "tag",
};

function readChange(event: Event, changed: JsonObject): void {
  const kind = textAt(changed, "event") ?? "";
  const info = syscheckDecoders[kind];
  if (info) {
    event.decoder = info;
  }
  for (const [key, value] of changed.entries) {
    const name =
      renamed[key] ?? (key === "changed_attributes" ? "changed_fields" : key.replace(/_after$/, ""));
    if (Array.isArray(value)) {
      event.addField(name, value.filter((item) => typeof item === "string").join(","));
    } else if (typeof value === "string" || typeof value === "number") {
      event.addField(name, String(value));
    }
  }
  event.addField("entry_type", "file");
  event.syscheck = { alert: changed };
}

function textAt(object: JsonObject, path: string): string | undefined {
  const [key = "", ...rest] = path.split(".");
  const value = object.get(key);
  if (value instanceof JsonObject && rest.length > 0) {
    return textAt(value, rest.join("."));
  }
  return rest.length === 0 && (typeof value === "string" || typeof value === "number")
    ? String(value)
    : undefined;
}

/** Wazuh writes zones without a colon. */
const timeOf = (timestamp: string | undefined): number => {
  const time = Date.parse((timestamp ?? "").replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));
  return Number.isNaN(time) ? Date.now() : time;
};

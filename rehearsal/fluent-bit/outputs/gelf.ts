import type { Properties } from "../configuration/properties.ts";
import { notRehearsed } from "../configuration/refusal.ts";
import type { Log } from "../log.ts";
import { toJson } from "../records/json.ts";
import type { LogRecord, Value } from "../records/record.ts";
import { textOf } from "../records/record.ts";
import type { OutputPlugin } from "./output.ts";
import { Connections, upstreamOf } from "./upstream.ts";

/**
 * The output `gelf`, over TCP: GELF messages ended by a NUL.
 * A record without the short message spoils its whole chunk; a field `id` is left out; booleans become text.
 * https://docs.fluentbit.io/manual/data-pipeline/outputs/gelf
 */
export function gelfOutput(properties: Properties, name: string, log: Log): OutputPlugin {
  const mode = (properties.text("mode") ?? "udp").toLowerCase();
  if (mode !== "tcp" && mode !== "tls") {
    throw notRehearsed(`the mode "${mode}" of the output "gelf"`);
  }
  const upstream = upstreamOf(properties, 12_201);
  const connections = new Connections(upstream);
  return {
    flush: async (chunk) => {
      const messages = chunk.records().map((record) => gelfMessage(record, properties, chunk.tag));
      if (messages.some((message) => message === undefined)) {
        log.error("[flb_msgpack_to_gelf] missing short_message key");
        log.error(`[output:gelf:${name}] error encoding to GELF`);
        return "error";
      }
      try {
        await connections.send(Buffer.from(messages.map((message) => `${message ?? ""}\0`).join("")));
        return "ok";
      } catch {
        log.error(`[output:gelf:${name}] no upstream connections available`);
        return "retry";
      }
    },
    close: () => connections.close(),
  };
}

function gelfMessage(record: LogRecord, properties: Properties, tag: string): string | undefined {
  const key = (name: string, otherwise: string): string => properties.text(`gelf_${name}_key`) ?? otherwise;
  const special = new Map([
    [key("short_message", "short_message"), "short_message"],
    [key("full_message", "full_message"), "full_message"],
    [key("host", "host"), "host"],
    [key("level", "level"), "level"],
    [key("timestamp", "timestamp"), "timestamp"],
  ]);
  const message: Record<string, Value> = { version: "1.1" };
  for (const [field, value] of Object.entries(record.fields)) {
    const own = special.get(field);
    if (own !== undefined) {
      message[own] = value;
    } else if (field !== "id" && field !== "_id") {
      flatten(field.startsWith("_") ? field : `_${field}`, value, message);
    }
  }
  const tagKey = properties.text("gelf_tag_key");
  if (tagKey !== undefined) {
    message[`_${tagKey}`] = tag;
  }
  if (textOf(message["short_message"]) === undefined) {
    return undefined;
  }
  if (typeof message["timestamp"] !== "number") {
    message["timestamp"] = Math.round(record.time * 1000) / 1000;
  }
  return toJson({ time: record.time, fields: message }, { dateKey: undefined, dateFormat: "double" });
}

function flatten(name: string, value: Value, into: Record<string, Value>): void {
  if (Array.isArray(value)) {
    value.forEach((item, index) => flatten(`${name}_${index}`, item, into));
  } else if (value !== null && typeof value === "object" && !Buffer.isBuffer(value)) {
    Object.entries(value).forEach(([key, member]) => flatten(`${name}_${key}`, member, into));
  } else {
    into[name] = typeof value === "boolean" ? String(value) : value;
  }
}

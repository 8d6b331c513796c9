import { randomBytes } from "node:crypto";
import { parseElasticTime } from "./times.ts";
import type { Value } from "./value.ts";

/** Fields that a message always keeps. */
const reserved = new Set([
  "message",
  "source",
  "timestamp",
  "gl2_message_id",
  "gl2_second_sort_field",
  "gl2_source_input",
  "gl2_source_node",
  "gl2_remote_ip",
  "gl2_remote_port",
  "gl2_receive_timestamp",
  "gl2_processing_timestamp",
  "gl2_processing_duration_ms",
  "gl2_processing_error",
  "gl2_input_message_size",
  "gl2_accounted_message_size",
]);

/** Fields that nobody may set. */
const forbidden = new Set(["_id", "_ttl", "_source", "_all", "_index", "_type", "_score"]);

/** One message on its way from an input to an index. */
export class Message {
  readonly id: string;
  /** When the input took it, in milliseconds since 1970. */
  readonly receivedAt: number;
  /** Ids of the streams that it is in. */
  readonly streams = new Set<string>();
  readonly fields = new Map<string, Value>();
  /** What went wrong while it was processed; shown in `gl2_processing_error`. */
  readonly errors: string[] = [];
  /** Set when it is to be thrown away. */
  dropped = false;

  /** @param receivedAt milliseconds since 1970 */
  constructor(text: string, source: string, receivedAt: number) {
    this.id = newMessageId(receivedAt);
    this.receivedAt = receivedAt;
    this.fields.set("message", text);
    this.fields.set("source", source);
    this.fields.set("timestamp", new Date(receivedAt));
  }

  /** Sets a field as Graylog does: a text is trimmed, nothing comes of an empty one, of null, or of a name that is not allowed. */
  add(name: string, value: Value | undefined): void {
    const key = name.trim();
    if (forbidden.has(key) || !/^[\w.\-@]*$/.test(key) || value === null || value === undefined) {
      return;
    }
    if (key === "timestamp" && !(value instanceof Date)) {
      this.#setTimestamp(value);
    } else if (typeof value === "string") {
      const text = value.trim();
      if (text !== "") {
        this.fields.set(key, text);
      }
    } else {
      this.fields.set(key, value);
    }
  }

  remove(name: string): void {
    if (!reserved.has(name) && !forbidden.has(name)) {
      this.fields.delete(name);
    }
  }

  get timestamp(): Date {
    const value = this.fields.get("timestamp");
    return value instanceof Date ? value : new Date(this.receivedAt);
  }

  /** Only `2026-11-24 08:21:29.215` is a time; anything else is now, and an error. */
  #setTimestamp(value: Value): void {
    const time = typeof value === "string" ? parseElasticTime(value) : undefined;
    if (time === undefined) {
      this.errors.push("Replaced invalid timestamp value in message with current time");
      this.fields.set("timestamp", new Date(this.receivedAt));
    } else {
      this.fields.set("timestamp", time);
    }
  }
}

/** A version 1 UUID in form, as Graylog's message ids are. */
function newMessageId(now: number): string {
  const time = (BigInt(now) * 10_000n + 0x01b21dd213814000n).toString(16).padStart(15, "0");
  const random = randomBytes(8).toString("hex");
  return `${time.slice(7)}-${time.slice(3, 7)}-1${time.slice(0, 3)}-8${random.slice(0, 3)}-${random.slice(3, 15)}`;
}

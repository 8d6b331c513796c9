import { toBytes } from "../bytes.ts";
import type { Event } from "../event.ts";
import { JsonObject } from "../json.ts";
import { readJson } from "../json-reader.ts";
import type { Message } from "../message.ts";
import { eventOfAlert } from "./from-alert.ts";

/** An event that somebody asks about: as it comes to the manager's queue, or as an alert tells of it. */
export type AskedEvent =
  | {
      readonly kind: "message";
      /** As a sentence names it. */
      readonly what: string;
      readonly message: Message;
    }
  | { readonly kind: "alert"; readonly what: string; readonly event: Event; readonly hasLog: boolean };

/**
 * Reads one line: a line of archives.json or an alert, a message of a Windows agent or of file integrity monitoring, an
 * event with its queue (`{"queue":…,"location":…,"message":…}`), or else a line of a log.
 *
 * @param location where a line of a log was read
 */
export function readAskedEvent(line: string, location: string): AskedEvent {
  const bytes = toBytes(line);
  const read = readJson(bytes);
  const object = read?.value instanceof JsonObject ? read.value : undefined;
  if (!object) {
    return { kind: "message", what: "a line of a log", message: { queue: "1", location, message: bytes } };
  }
  const queued = queuedMessage(object);
  if (queued) {
    return { kind: "message", what: "an event with its queue", message: queued };
  }
  if (
    isText(object, "timestamp") &&
    object.get("agent") instanceof JsonObject &&
    object.get("decoder") instanceof JsonObject
  ) {
    const what = object.get("rule") instanceof JsonObject ? "an alert" : "a line of archives.json";
    return { kind: "alert", what, event: eventOfAlert(object), hasLog: isText(object, "full_log") };
  }
  const [queue, what] = isText(object, "Event")
    ? ["f", "a message of a Windows agent"]
    : object.get("type") === "event" && object.get("data") instanceof JsonObject
      ? ["8", "a message of file integrity monitoring"]
      : ["1", "a line of JSON"];
  return { kind: "message", what, message: { queue, location, message: bytes } };
}

const isText = (object: JsonObject, key: string): boolean => typeof object.get(key) === "string";

/** An event as it is handed to the queue: the location without the escapes of a datagram. */
function queuedMessage(object: JsonObject): Message | undefined {
  const [queue, location, message] = ["queue", "location", "message"].map((key) => object.get(key));
  return typeof queue === "string" && typeof location === "string" && typeof message === "string"
    ? { queue: queue.slice(0, 1), location, message }
    : undefined;
}

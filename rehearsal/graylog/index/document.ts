import type { Message } from "../messages/message.ts";
import { elasticTime } from "../messages/times.ts";
import { ulid } from "../messages/ulid.ts";
import { plain } from "../messages/value.ts";

/** A message as it is indexed. */
export type IndexedDocument = Readonly<Record<string, unknown>>;

/**
 * Makes the document of a message. Dots in names become `_`, an empty name or null is left out.
 * @param processedAt milliseconds since 1970
 */
export function documentOf(message: Message, processedAt: number): IndexedDocument {
  const document: Record<string, unknown> = {};
  for (const [name, value] of message.fields) {
    const key = name.replaceAll(".", "_");
    if (!Object.hasOwn(document, key)) {
      document[key] = value instanceof Date && name !== "timestamp" ? value.toISOString() : plain(value);
    }
  }
  const size = [...message.fields].reduce(
    (sum, [name, value]) => sum + name.length + (typeof value === "string" ? value.length : 8),
    0,
  );
  return {
    ...document,
    gl2_message_id: ulid(message.receivedAt),
    gl2_processing_timestamp: elasticTime(processedAt),
    gl2_processing_duration_ms: Math.max(0, processedAt - message.receivedAt),
    gl2_accounted_message_size: size,
    timestamp: elasticTime(message.timestamp),
    streams: [...message.streams],
    ...(message.errors.length === 0 ? {} : { gl2_processing_error: message.errors.join(", ") }),
  };
}

import type { Properties } from "../configuration/properties.ts";
import { notRehearsed } from "../configuration/refusal.ts";
import type { Log } from "../log.ts";
import type { Chunk } from "../pipeline/chunk.ts";
import { translatorOf } from "../records/accessor.ts";
import { toJson } from "../records/json.ts";
import type { LogRecord } from "../records/record.ts";
import { jsonStyleOf } from "./json-style.ts";
import type { Delivery, OutputPlugin } from "./output.ts";
import { Connections, upstreamOf } from "./upstream.ts";

/**
 * The output `tcp`: a line a record, either JSON or, with `Raw_Message_Key $log`, the bytes that were read.
 * https://docs.fluentbit.io/manual/data-pipeline/outputs/tcp-and-tls
 */
export function tcpOutput(properties: Properties, name: string, log: Log): OutputPlugin {
  const error = (message: string): void => log.error(`[output:tcp:${name}] ${message}`);
  const upstream = upstreamOf(properties, 5170);
  const payload = payloadBy(properties, error);
  const connections = new Connections(upstream);
  return {
    flush: async (chunk: Chunk): Promise<Delivery> => {
      const bytes = payload(chunk.records());
      if (bytes.length === 0) {
        return "error";
      }
      try {
        await connections.send(bytes);
        return "ok";
      } catch (reason) {
        log.debug(`[output:tcp:${name}] ${(reason as Error).message}`);
        error(`no upstream connections available to ${upstream.host}:${upstream.port}`);
        return "retry";
      }
    },
    close: () => connections.close(),
  };
}

function payloadBy(
  properties: Properties,
  error: (message: string) => void,
): (records: readonly LogRecord[]) => Buffer {
  const raw = properties.text("raw_message_key");
  if (raw !== undefined) {
    const translate = translatorOf(raw);
    return (records) => linesOf(records.map(translate).filter((line) => line !== undefined));
  }
  const format = (properties.text("format") ?? "msgpack").toLowerCase();
  const style = jsonStyleOf(properties, error);
  const json = (record: LogRecord): string => toJson(record, style);
  switch (format) {
    case "json_lines":
      return (records) => linesOf(records.map((record) => Buffer.from(json(record))));
    case "json_stream":
      return (records) => Buffer.from(records.map(json).join(""));
    case "json":
      return (records) => Buffer.from(`[${records.map(json).join(",")}]`);
    default:
      throw notRehearsed(`the format "${format}" of the output "tcp"`);
  }
}

const newLine = Buffer.from("\n");

function linesOf(lines: readonly Buffer[]): Buffer {
  return Buffer.concat(lines.flatMap((line) => [line, newLine]));
}

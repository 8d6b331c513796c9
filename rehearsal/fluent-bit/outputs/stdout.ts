import type { Properties } from "../configuration/properties.ts";
import { toJson } from "../records/json.ts";
import type { Log } from "../log.ts";
import { jsonStyleOf } from "./json-style.ts";
import type { OutputPlugin } from "./output.ts";

/** The output `stdout`: a line a record. https://docs.fluentbit.io/manual/data-pipeline/outputs/standard-output */
export function stdoutOutput(properties: Properties, name: string, log: Log): OutputPlugin {
  const style = jsonStyleOf(properties, (message) => log.error(`[output:stdout:${name}] ${message}`));
  const asLines = properties.text("format") === "json_lines";
  const plain = { dateKey: undefined, dateFormat: "double" } as const;
  return {
    flush: (chunk) => {
      for (const [index, record] of chunk.records().entries()) {
        const line = asLines
          ? toJson(record, style)
          : `[${index}] ${chunk.tag}: [[${record.time.toFixed(9)}, {}], ${toJson(record, plain)}]`;
        process.stdout.write(`${line}\n`);
      }
      return Promise.resolve("ok");
    },
    close: () => undefined,
  };
}

/** The output `null`: takes everything and keeps nothing. */
export function nullOutput(): OutputPlugin {
  return { flush: () => Promise.resolve("ok"), close: () => undefined };
}

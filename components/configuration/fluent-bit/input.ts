import { z } from "zod";
import { bytes, bytesOf, count } from "../fields.ts";

/** A line of Wazuh can reach 131 KB: an event of 64 KiB stands in it twice, as `full_log` and taken apart. */
const longestLine = "140k";

const readFromHead = z
  .boolean()
  .refine((on) => on, {
    error:
      "Without it the first alerts are lost: Fluent Bit would begin at the end of each file that it finds new.",
  })
  .default(true)
  .describe("`Read_from_Head`: only `true`");

const skipLongLines = z
  .boolean()
  .refine((on) => on, {
    error:
      "Without it one line that is longer than the buffer ends the reading of the file; make `bufferMaxSize` larger instead.",
  })
  .default(true)
  .describe("`Skip_Long_Lines`: only `true`");

const storageType = z
  .literal("filesystem", {
    error:
      'In memory alone, what is not delivered yet is lost when Fluent Bit stops; it must be "filesystem".',
  })
  .default("filesystem")
  .describe("`storage.type`: only `filesystem`");

/** The `[INPUT]` that follows the manager's alerts. */
export const inputSchema = z
  .strictObject({
    tag: z
      .string()
      .regex(/^[\w-]+(\.[\w-]+)*$/, { error: "words with points between, such as wazuh.alerts" })
      .default("wazuh.alerts")
      .describe("`Tag`; records for further outputs have `.parsed` behind it"),
    path: z
      .string()
      .regex(/^\/var\/ossec\/logs\/[\w./-]+\.json$/, {
        error: "a .json file below /var/ossec/logs, the manager's folder of logs",
      })
      .default("/var/ossec/logs/alerts/alerts.json")
      .describe("`Path`"),
    refreshInterval: count(1, 60)
      .default(5)
      .describe("`Refresh_Interval`: seconds after which the file of a new day is found at the latest"),
    rotateWait: count(5, 600)
      .default(30)
      .describe("`Rotate_Wait`: seconds that the file of yesterday is still read"),
    bufferChunkSize: bytes("1k").default("64k").describe("`Buffer_Chunk_Size`"),
    bufferMaxSize: bytes(longestLine)
      .default("256k")
      .describe(`\`Buffer_Max_Size\`: at least ${longestLine}, for a longer line is skipped`),
    memBufLimit: bytes("1M").default("64M").describe("`Mem_Buf_Limit`"),
    readFromHead,
    skipLongLines,
    storageType,
  })
  .prefault({})
  .superRefine(({ bufferChunkSize, bufferMaxSize }, context) => {
    // A buffer that is too small anyway has its own error.
    const largeEnough = bytesOf(bufferMaxSize) >= bytesOf(longestLine);
    if (largeEnough && bytesOf(bufferChunkSize) > bytesOf(bufferMaxSize)) {
      context.addIssue({
        code: "custom",
        path: ["bufferChunkSize"],
        message: `at most bufferMaxSize, which is ${bufferMaxSize}`,
      });
    }
  });

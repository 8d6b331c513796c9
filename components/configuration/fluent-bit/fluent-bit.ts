import { z } from "zod";
import { bytes } from "../fields.ts";
import { filtersSchema } from "./filters.ts";
import { inputSchema } from "./input.ts";
import { outputsSchema } from "./outputs.ts";
import { knownParsers, parsersSchema, wazuhParser } from "./parsers.ts";
import { serviceFields } from "./service.ts";

/**
 * `lab:fluentBit`. What loses lines, and what Fluent Bit's own check of its configuration does not notice, is refused here.
 */
export const fluentBitSchema = z
  .strictObject({
    ...serviceFields,
    input: inputSchema,
    graylogDiskLimit: bytes("5M", "1000G")
      .default("512M")
      .describe("What may wait on the disk for Graylog; beyond it the oldest is dropped"),
    parsers: parsersSchema,
    parser: z
      .string()
      .default(wazuhParser)
      .describe(
        `Parser of the records for further outputs: \`${wazuhParser}\`, one of \`parsers\`, or one of the image's`,
      ),
    filters: filtersSchema,
    outputs: outputsSchema,
  })
  .prefault({})
  .superRefine(({ parser, parsers, filters, outputs }, context) => {
    const known = knownParsers(parsers);
    if (!known.includes(parser)) {
      context.addIssue({
        code: "custom",
        path: ["parser"],
        message: `Fluent Bit would go on without a parser that it does not know, and records would have no fields. There are: ${known.join(", ")}.`,
      });
    }
    filters.forEach((filter, index) => {
      if ((filter.type === "modify" || filter.on === "outputs") && outputs.length === 0) {
        context.addIssue({
          code: "custom",
          path: ["filters", index],
          message: "It would filter nothing: it is for further outputs, and `outputs` has none.",
        });
      }
    });
  })
  .describe("Fluent Bit: how the manager's alerts go to Graylog, and where else");

export type FluentBitConfiguration = z.infer<typeof fluentBitSchema>;

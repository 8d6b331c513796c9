import { z } from "zod";

/** `lab:wazuh`. */
export const wazuhSchema = z
  .strictObject({
    vulnerabilityDetection: z
      .boolean()
      .default(false)
      .describe(
        "Whether the manager looks for vulnerable packages: it downloads a feed of several GB first, and wants the indexer",
      ),
    archives: z
      .boolean()
      .default(true)
      .describe(
        "Whether every event is kept, not only alerts: without them `lab trace` cannot tell the first hop",
      ),
  })
  .prefault({})
  .describe("The manager");

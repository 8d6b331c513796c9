import { z } from "zod";
import { flag } from "./fields.ts";

const on = (what: string) => flag().default(true).describe(what);

/** `lab:systems`: which systems this lab runs. */
export const systemsSchema = z
  .strictObject({
    wazuhManager: on("The Wazuh manager with custom-misp"),
    wazuhIndexer: on("The Wazuh indexer, which keeps alerts for the dashboard"),
    wazuhDashboard: on("Wazuh's dashboard; only with the manager and the indexer"),
    misp: on("MISP; leave it out to use another one by `lab:external` or `lab:shared`, or none"),
    mispModules: z
      .boolean()
      .default(false)
      .describe("MISP's modules for enrichment, import and export, in 768 MiB; only with MISP"),
    graylog: on("Graylog; leave it out to use another one by `lab:external` or `lab:shared`, or none"),
    fluentBit: on("Fluent Bit, which ships the manager's alerts; only with the manager"),
    ticketDesk: on(
      "The ticket desk, which Graylog notifies; only with a Graylog of the lab's own, or another lab's",
    ),
  })
  .prefault({})
  .describe(
    "Systems that the lab runs; in the profile `rehearsal` those without a stand-in are left out anyway",
  );

export type SystemSwitch = keyof z.infer<typeof systemsSchema>;

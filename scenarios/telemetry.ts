import { z } from "zod";
import { hops } from "../evidence/hop.ts";

/** Which endpoint: the lab's first one of that system, or in a replay one that is named for it. */
export const operatingSystem = z.enum(["windows", "linux"]);

/** A field of Sysmon: text, or what text is made of, so that a scenario can be read. */
const sysmonValue = z.union([
  z.string(),
  z
    .strictObject({ hashesOf: z.string() })
    .describe("Sysmon's list of the hashes of a file with this content: MD5, SHA256"),
  z
    .strictObject({ encodedCommand: z.string() })
    .describe("Command line of a PowerShell that is given this script encoded"),
]);

const sysmon = z.strictObject({
  event: z.number().int().min(1).max(29).describe("Sysmon's event id"),
  data: z.record(z.string().regex(/^\w+$/), sysmonValue).describe("Its fields, in Sysmon's spelling"),
});

const syscheck = z.strictObject({
  path: z.string().describe("Where the file is"),
  content: z.string().describe("What is in it: its hashes are computed"),
  change: z.enum(["added", "modified"]).default("added"),
  user: z.string().default("student"),
});

const packetbeat = z
  .record(z.string(), z.unknown())
  .describe("The event, by Packetbeat's field names (Elastic Common Schema)");

/** One event, or several of a kind, as an endpoint reports them. */
export const telemetrySchema = z
  .strictObject({
    on: operatingSystem,
    follow: z
      .string()
      .optional()
      .describe("Follow the alert of this event, the first of several; a title such as `the look-up`"),
    until: z.enum(hops).default("ticketed").describe("The last hop that it must pass"),
    times: z.number().int().min(1).max(5_000).default(1).describe("How many such events"),
    minutes: z
      .number()
      .min(0)
      .max(24 * 60)
      .default(0)
      .describe("The events' times are spread over that many minutes before now"),
    sysmon: sysmon.optional().describe("An event of Sysmon"),
    syscheck: syscheck.optional().describe("A change that file integrity monitoring saw"),
    packetbeat: packetbeat.optional(),
  })
  .refine(
    ({ sysmon: a, syscheck: b, packetbeat: c }) =>
      [a, b, c].filter((kind) => kind !== undefined).length === 1,
    { error: "an event is of exactly one of sysmon, syscheck, packetbeat" },
  );

export type TelemetryEvent = z.infer<typeof telemetrySchema>;
export type OperatingSystem = z.infer<typeof operatingSystem>;
export type SysmonValue = z.infer<typeof sysmonValue>;

/** What is done on a live endpoint; hosts are reached at the lab's sinkhole, whatever their name. */
export const actionSchema = z
  .strictObject({
    on: operatingSystem,
    follow: z.string().optional().describe("Follow the alert that this raises"),
    resolve: z.string().optional().describe("Ask the sinkhole for the address of this name"),
    connect: z.number().int().min(1).max(65_535).optional().describe("Connect to this port of the sinkhole"),
    tls: z.string().optional().describe("Begin TLS with the sinkhole, asking for this server"),
    download: z.string().optional().describe("Get this address of the web from the sinkhole"),
    drop: z
      .strictObject({ path: z.string(), content: z.string() })
      .optional()
      .describe("Write a harmless file"),
    run: z.string().optional().describe("Run the file at this path, which is a script of a shell"),
    powershell: z.string().optional().describe("Give PowerShell this script, encoded (Windows)"),
  })
  .refine(
    ({ resolve, connect, tls, download, drop, run, powershell }) =>
      [resolve, connect, tls, download, drop, run, powershell].filter((kind) => kind !== undefined).length ===
      1,
    { error: "an action is exactly one of resolve, connect, tls, download, drop, run, powershell" },
  );

export type Action = z.infer<typeof actionSchema>;

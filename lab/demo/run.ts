/**
 * The record of one run of one scenario: what `lab demo --json` prints, what `lab demo --report` writes down, and what a
 * report is made from. It holds evidence of the lab, word for word; nothing in it is a secret of the lab.
 */
import { z } from "zod";
import { hops } from "../../evidence/hop.ts";

const time = z.iso.datetime().describe("ISO 8601 in UTC");

/** JSON as another system wrote it: an alert of Wazuh, a message of Graylog. */
const document = z.record(z.string(), z.unknown());

const techniqueSchema = z.strictObject({
  id: z.string().describe("Id in MITRE ATT&CK, such as T1071.004"),
  name: z.string(),
});

const lookAtSchema = z.strictObject({
  where: z
    .enum(["misp", "wazuh", "graylog", "tickets", "terminal"])
    .describe("The system whose page shows it"),
  what: z.string().describe("What the viewer should look at, one sentence"),
});

const indicatorSchema = z.strictObject({
  event: z.string().describe("Title of the MISP event that holds it"),
  type: z.string().describe("MISP's type of the attribute, such as domain"),
  value: z.string(),
});

const stepSchema = z.strictObject({
  what: z.string().describe("What was done, one sentence"),
  why: z.string().describe("Why, for the viewer"),
  how: z
    .enum(["replay", "live", "lab"])
    .describe("replay: recorded telemetry; live: an action on an endpoint; lab: something of the lab itself"),
  details: z.array(z.string()).describe("What was said or sent, a line each, for people"),
  started: time,
  ended: time,
  error: z.string().optional().describe("Why the step failed; the run ends there"),
});

const hopStateSchema = z
  .enum(["passed", "missing", "not-expected", "unexpected"])
  .describe(
    "passed: expected, and there is evidence; missing: expected, and there is none; " +
      "not-expected: neither expected nor passed; unexpected: passed although it should not have been",
  );

const hopSchema = z.strictObject({
  hop: z.enum(hops),
  state: hopStateSchema,
  time: time.optional().describe("When it was passed"),
  evidence: z.string().optional().describe("What shows it, for people"),
});

const ruleSchema = z.strictObject({
  id: z.string(),
  level: z.number().int(),
  description: z.string(),
  groups: z.array(z.string()),
});

/** What a record keeps of a ticket; whatever else the ticket desk tells is left out. */
export const ticketSchema = z.object({
  id: z.number().int(),
  title: z.string(),
  indicator: z.string(),
  agent: z.string(),
  priority: z.string().describe("Graylog's priority: 1 low, 2 normal, 3 high, 4 critical"),
  threat_level: z.string(),
  misp_event: z.string(),
  misp_event_link: z.string(),
  opened: time,
  updated: time,
  alert_ids: z.array(z.string()).describe("Alerts that it stands for, oldest first; of all runs"),
  count: z.number().int().optional().describe("Alerts that it stands for, repetitions included; of all runs"),
});

const followedSchema = z.strictObject({
  title: z.string().describe("Which alert this is, such as `the connection by IPv6`"),
  agent: z.strictObject({ id: z.string(), name: z.string(), os: z.enum(["windows", "linux"]) }),
  hops: z.array(hopSchema).length(hops.length).describe("All nine hops, in their order"),
  alertId: z.string().optional().describe("Id of the first alert, once there is one"),
  first: document.optional().describe("The first alert, as Wazuh wrote it to alerts.json: before enrichment"),
  firstRule: ruleSchema.optional().describe("The rule that raised it"),
  enriched: document
    .optional()
    .describe(
      "The alert that custom-misp's event raised, as Wazuh wrote it: after enrichment; the event is in `data`",
    ),
  rule: ruleSchema.optional().describe("The rule that raised that one"),
  message: z
    .strictObject({
      id: z.string(),
      index: z.string().optional(),
      fields: document.describe("Every field of the message by its name"),
    })
    .optional()
    .describe("Graylog's message of the enriched alert"),
  ticket: ticketSchema.optional(),
});

const checkSchema = z.strictObject({
  title: z.string().describe("What is claimed, one sentence"),
  passed: z.boolean(),
  detail: z.string().describe("What was counted or found"),
});

const versionSchema = z.strictObject({
  name: z.string().describe("The system or program, such as MISP"),
  version: z.string(),
  what: z.string().describe("Where the version is known from, or that it is a stand-in"),
});

/** One run of one scenario. */
export const runSchema = z.strictObject({
  format: z.literal("wazuh-misp-lab run 1"),
  id: z.string().describe("Id of this run: it is in each of its events, so that they are found again"),
  scenario: z.strictObject({
    name: z.string(),
    title: z.string(),
    story: z.string().describe("What the viewer is told before it begins"),
    techniques: z.array(techniqueSchema),
    lookAt: z.array(lookAtSchema),
  }),
  stack: z.string(),
  profile: z.enum(["full", "rehearsal"]).describe("rehearsal: the servers are stand-ins"),
  mode: z.enum(["replay", "live"]).describe("How events came about"),
  modeReason: z.string().describe("Why that mode, one sentence"),
  started: time,
  ended: time,
  seeded: z.array(indicatorSchema).describe("What MISP held for this scenario before it began"),
  steps: z.array(stepSchema),
  followed: z.array(followedSchema).describe("The alerts that were followed, each through its nine hops"),
  checks: z.array(checkSchema).describe("What else had to be true"),
  verdict: z
    .enum(["passed", "failed"])
    .describe("passed: no hop missing or unexpected, and every check passed"),
  summary: z.string().describe("The verdict in one sentence"),
  urls: z.record(z.string(), z.string()).describe("Where each system's page is, by its name"),
  versions: z.array(versionSchema),
});

export type Run = z.infer<typeof runSchema>;
export type RunStep = z.infer<typeof stepSchema>;
export type RunHop = z.infer<typeof hopSchema>;
export type HopState = z.infer<typeof hopStateSchema>;
export type FollowedAlert = z.infer<typeof followedSchema>;
export type RunCheck = z.infer<typeof checkSchema>;
export type RunVersion = z.infer<typeof versionSchema>;

/** Reads a record. @throws {Error} with each place where it is not one */
export function parseRun(text: string): Run {
  const result = runSchema.safeParse(JSON.parse(text));
  if (!result.success) {
    throw new Error(`This is not the record of a run:\n${z.prettifyError(result.error)}`);
  }
  return result.data;
}

import { isIP } from "node:net";
import { z } from "zod";
import { line } from "../../../components/configuration/fields.ts";
import { scenarioNames } from "../../../scenarios/scenario.ts";
import { durationPattern } from "./duration.ts";
import { idPattern, longestId, sharedId } from "./names.ts";

const id = () =>
  z
    .string()
    .regex(idPattern, { error: "small letters, digits and hyphens, with no hyphen first or last" })
    .max(longestId)
    .refine((text) => text !== sharedId, { error: `another one: ${sharedId} is the class's own stack` });

const duration = () => z.string().regex(durationPattern, { error: "a time such as 90m, 8h, 5d or 2w" });

const scenarios = () =>
  z.array(
    z.string().refine((name) => scenarioNames().includes(name), {
      error: `a scenario: ${scenarioNames().join(", ")}`,
    }),
  );

/** What can be said of every student's lab, and of one. */
const lab = {
  profile: z
    .enum(["full", "rehearsal"])
    .optional()
    .describe("`full` runs the real servers, `rehearsal` their small stand-ins"),
  size: z.enum(["small", "medium"]).optional().describe("Memory of the real servers"),
  scenarios: scenarios().optional().describe("Scenarios that the student's page tells of, by their names"),
  ttl: duration()
    .optional()
    .describe("How long the lab stands, such as 8h: `lab class reap` removes it then"),
  settings: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("Any other settings of a lab, as in docs/configuration.md, without `lab:`"),
};

export const studentSchema = z.strictObject({
  name: line().max(80).describe("The student's name"),
  id: id().optional().describe("What the student's stack is called by; without it, it is made of the name"),
  email: z
    .email({ error: "an e-mail address" })
    .optional()
    .describe("For the list that `lab class export` makes"),
  ...lab,
});

/** A roster: the one schema for YAML and CSV. */
export const rosterSchema = z.strictObject({
  class: z
    .string()
    .regex(/^[a-z][a-z0-9]{0,15}$/, { error: "1 to 16 small letters and digits, a letter first" })
    .describe("Name of the class: the labs' names begin with it"),
  title: line().max(120).optional().describe("What the course is called, for the students' pages"),
  shared: z
    .array(z.enum(["misp", "graylog"]))
    .default([])
    .describe("Systems of which there is one for everyone"),
  bindAddress: z
    .string()
    .refine((address) => isIP(address) !== 0, { error: "an IPv4 or IPv6 address" })
    .default("127.0.0.1")
    .describe("Address of the Docker host that the labs' ports are published on"),
  host: z
    .string()
    .regex(/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/, { error: "a host's name, such as lab.example.org" })
    .default("localhost")
    .describe("Name by which the students reach the Docker host: for the addresses on their pages"),
  firstPort: z
    .number()
    .int()
    .min(1024)
    .max(65_000)
    .default(20_000)
    .describe("First port of the class: each lab has a block of twenty from there on"),
  defaults: z.strictObject(lab).prefault({}).describe("What holds for every student who has nothing else"),
  students: z
    .array(studentSchema)
    .min(1)
    .describe("The students, or the name of a CSV file beside the roster"),
});

export type Roster = z.infer<typeof rosterSchema>;
export type Student = Roster["students"][number];

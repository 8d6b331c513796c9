import { z } from "zod";
import { authorities, baseUrl, host, line, port } from "./fields.ts";

const trusted = () =>
  authorities()
    .optional()
    .describe("Authorities that its certificate is checked with; without them the well-known ones");

const externalMisp = z
  .strictObject({
    url: baseUrl().describe(
      "Address that the lab's containers reach it by, such as `https://misp.example.org`",
    ),
    key: z
      .string()
      .regex(/^[A-Za-z0-9]{40}$/, { error: "a key of MISP: exactly 40 letters and digits" })
      .describe("Key that custom-misp asks with; a read-only one is enough. Secret"),
    authority: trusted(),
  })
  .optional()
  .describe("A MISP that is there already. It is only asked: the lab adds and changes nothing in it");

const externalGraylog = z
  .strictObject({
    url: baseUrl().describe("Address of its REST API, such as `https://graylog.example.org/api`"),
    username: line().default("admin").describe("User, or an access token"),
    password: line().describe("The user's password, or the word `token` for an access token. Secret"),
    input: z
      .strictObject({ host: host(), port: port().default(5555) })
      .describe("Its Raw TCP input, which Fluent Bit sends to"),
    install: z
      .boolean()
      .default(false)
      .describe(
        "Whether the lab's content (index set, input, streams, pipeline, event definition) is installed there; without the ticket desk, which it does not reach",
      ),
    authority: trusted(),
  })
  .optional()
  .describe("A Graylog that is there already");

/** `lab:external`: servers that are there already. */
export const externalSchema = z
  .strictObject({ misp: externalMisp, graylog: externalGraylog })
  .prefault({})
  .describe("Servers of your own in place of the lab's");

export type External = z.infer<typeof externalSchema>;

const shareable = z.enum(["misp", "graylog"]);

/** A system that one lab can run for others. */
export type Shareable = z.infer<typeof shareable>;

/** `lab:share`: what this lab runs for others. */
export const shareSchema = z
  .array(shareable)
  .default([])
  .describe(
    "Systems that other labs on the same Docker host may use: they are put on a network of their own for it, and the stack's output `shared` says how",
  );

/** Name of a stack as it stands in names of Docker and of hosts. */
const stackName = () =>
  z.string().regex(/^[A-Za-z0-9][\w.-]{0,62}$/, { error: "the name of a stack, such as soc1-anna" });

/** `lab:shareWith`: who may use what this lab runs for others. */
export const shareWithSchema = z
  .record(stackName(), z.number().int().min(1).max(999))
  .refine((labs) => new Set(Object.values(labs)).size === Object.keys(labs).length, {
    error: "labs with a number each that no other has",
  })
  .default({})
  .describe(
    "Labs that may use what is in `lab:share`, each with credentials of its own: the name of each one's stack, and a number that no other has and that stays the same. The lab's own images are built once for all of them",
  );

/** `lab:shared`: what another lab runs for this one. */
export const sharedSchema = z
  .strictObject({
    stack: z
      .string()
      .regex(/^[\w.-]+\/[\w.-]+\/[\w.-]+$/, {
        error: "a stack's whole name, such as organization/wazuh-misp-lab/teacher",
      })
      .describe(
        "Stack that runs them, with `lab:share` and this lab in `lab:shareWith`; on the same Docker host",
      ),
    systems: z.array(shareable).default([]).describe("Systems that are used from there"),
    images: z
      .boolean()
      .default(false)
      .describe(
        "Whether the lab's own images are those that are built there; it must have the same profile and versions",
      ),
  })
  .optional()
  .describe("Systems that another lab runs for this one, by a reference to its stack");

import { isIP } from "node:net";
import { z } from "zod";
import { agentsSchema } from "./agents/configuration.ts";
import { describeIssue } from "./configuration/describe.ts";
import { externalSchema, sharedSchema, shareSchema, shareWithSchema } from "./configuration/external.ts";
import { fluentBitSchema } from "./configuration/fluent-bit/fluent-bit.ts";
import { mispSchema } from "./configuration/misp.ts";
import { secretsSchema } from "./configuration/secrets.ts";
import { systemsSchema } from "./configuration/systems.ts";
import { agentOwnersSchema, ticketingSchema } from "./configuration/ticketing.ts";
import { imagesSchema, versionsSchema } from "./configuration/versions.ts";
import { wazuhSchema } from "./configuration/wazuh.ts";

const fields = z.strictObject({
  profile: z
    .enum(["full", "rehearsal"])
    .default("full")
    .describe(
      "`full` runs the real servers; `rehearsal` runs small stand-ins for them, from one image, in about 1 GB",
    ),
  size: z
    .enum(["small", "medium"])
    .default("medium")
    .describe(
      "Memory of the real servers: `small` is the whole lab in 8 GiB, where Graylog keeps its messages in the Wazuh indexer; `medium` wants 16 GiB. In the profile `rehearsal` it changes nothing",
    ),
  bindAddress: z
    .string()
    .refine((address) => isIP(address) !== 0, { error: "an IPv4 or IPv6 address" })
    .default("127.0.0.1")
    .describe("Address of the Docker host that the lab's ports are published on"),
  portBase: z.coerce
    .number()
    .int()
    .min(1024)
    .max(65_000)
    .default(18_000)
    .describe(
      "First port of the lab's block of twenty; two labs on one Docker host need blocks of their own",
    ),
  systems: systemsSchema,
  external: externalSchema,
  share: shareSchema,
  shareWith: shareWithSchema,
  shared: sharedSchema,
  agents: agentsSchema,
  wazuh: wazuhSchema,
  misp: mispSchema,
  fluentBit: fluentBitSchema,
  ticketing: ticketingSchema,
  agentOwners: agentOwnersSchema,
  versions: versionsSchema,
  images: imagesSchema,
  secrets: secretsSchema,
});

/** What can be said of a lab in its stack's file, under `lab:`. The one schema of the program, the CLI and the docs. */
export const configurationSchema = fields.superRefine(
  ({ profile, agents, systems, external, share, shared }, context) => {
    agents.forEach(({ name, kind }, index) => {
      if (profile === "rehearsal" && kind !== "container") {
        context.addIssue({
          code: "custom",
          path: ["agents", index, "kind"],
          message: `A rehearsal has a stand-in for agents in containers alone: leave ${name} out, or take the profile full.`,
        });
      }
    });
    for (const system of ["misp", "graylog"] as const) {
      const taken = shared?.systems.includes(system) ?? false;
      if (taken && external[system]) {
        context.addIssue({
          code: "custom",
          path: ["external", system],
          message: `Another lab gives ${system} too, by lab:shared: take one of the two.`,
        });
      }
      if (share.includes(system) && (taken || external[system] || !systems[system])) {
        context.addIssue({
          code: "custom",
          path: ["share"],
          message: `This lab has no ${system} of its own that it could share.`,
        });
      }
    }
  },
);

/** A lab's configuration, complete: what the stack's file leaves out has its default. */
export type Configuration = z.infer<typeof configurationSchema>;

/** The configuration cannot be used; the message names each key, its value and what is allowed. */
export class ConfigurationError extends Error {}

const namespace = "lab:";

/**
 * Reads a lab's configuration out of a stack's settings, as Pulumi hands them out: `lab:key` with text, objects as JSON.
 * Keys of other namespaces are not looked at.
 *
 * @throws {ConfigurationError} with one line for each key that is not known or not allowed
 */
export function readConfiguration(settings: Readonly<Record<string, unknown>>): Configuration {
  const given = Object.fromEntries(
    Object.entries(settings)
      .filter(([key]) => key.startsWith(namespace))
      .map(([key, value]) => [key.slice(namespace.length), parseSetting(value)]),
  );
  const result = configurationSchema.safeParse(given);
  if (result.success) {
    return result.data;
  }
  throw new ConfigurationError(
    result.error.issues
      .flatMap((issue) => describeIssue(issue, given, { name: keyName, schema: configurationSchema }))
      .join("\n"),
  );
}

function parseSetting(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) {
    return value;
  }
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** `lab:fluentBit.outputs[0].host`, as `pulumi config set --path` has it. */
function keyName(path: readonly PropertyKey[]): string {
  const [first = "", ...rest] = path;
  return (
    namespace +
    String(first) +
    rest.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("")
  );
}

import { isIP } from "node:net";
import { z } from "zod";

/** What can be said of a lab in its stack's file, under `lab:`. The one schema of the program, the CLI and the docs. */
export const configurationSchema = z.strictObject({
  profile: z
    .enum(["full", "rehearsal"])
    .default("full")
    .describe(
      "`full` runs the real servers; `rehearsal` runs small stand-ins for them, from one image, in about 1 GB",
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
});

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
    result.error.issues.flatMap((issue) => describeIssue(issue, given)).join("\n"),
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

function describeIssue(issue: z.core.$ZodIssue, given: unknown): string[] {
  if (issue.code === "unrecognized_keys") {
    const known = Object.keys(configurationSchema.shape).join(", ");
    return issue.keys.map(
      (key) => `${keyName([...issue.path, key])} is not a setting of the lab. There are: ${known}.`,
    );
  }
  const value = issue.path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    given,
  );
  return [`${keyName(issue.path)}: ${JSON.stringify(value)} is not allowed; it must be ${allowed(issue)}.`];
}

function allowed(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_value":
      return issue.values.map((value) => JSON.stringify(value)).join(" or ");
    case "too_small":
      return `at least ${issue.minimum.toString()}`;
    case "too_big":
      return `at most ${issue.maximum.toString()}`;
    case "invalid_type":
      return `of type ${issue.expected}`;
    default:
      return issue.message;
  }
}

const keyName = (path: readonly PropertyKey[]): string => namespace + path.map(String).join(".");

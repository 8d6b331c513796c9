import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { counts } from "../evidence/tally.ts";
import { hostProblem, nameProblem, problemsIn } from "./safety.ts";
import { actionSchema, telemetrySchema } from "./telemetry.ts";

const indicator = z.strictObject({
  type: z.string().describe("MISP's type of the attribute, such as domain"),
  value: z.string().describe("`{run}` in it becomes the run's id"),
});

const endpoint = z.strictObject({
  id: z
    .string()
    .regex(/^(?:9\d{2}|\{number\})$/, { error: "900 to 999, which no agent of a lab has, or {number}" })
    .describe("Id of the agent; `{number}` is another one in each run"),
  name: z.string().regex(/^[A-Za-z0-9._-]+$/),
});

const expectation = z
  .strictObject({
    title: z.string().describe("What is claimed, one sentence"),
    count: z.enum(counts).describe("What is counted of this run's events"),
    is: z.number().int().min(0).optional().describe("The number that it must be"),
    atLeast: z.number().int().min(1).optional(),
  })
  .refine(({ is, atLeast }) => (is === undefined) !== (atLeast === undefined), {
    error: "an expectation has one of is, atLeast",
  });

const step = z
  .strictObject({
    what: z
      .string()
      .describe("What is done, one sentence; `{windows}` and `{linux}` become the endpoints' names"),
    why: z.string().describe("Why, for the viewer"),
    replay: z.array(telemetrySchema).min(1).optional().describe("Events that go into the manager's queue"),
    live: z.array(actionSchema).min(1).optional().describe("What is done instead where there is an endpoint"),
    misp: z
      .enum(["stop", "start"])
      .optional()
      .describe("Stop MISP, or start it again and wait until it answers"),
    customMisp: z
      .enum(["check", "flush"])
      .optional()
      .describe("Run this command of custom-misp on the manager"),
    indicator: indicator.optional().describe("Add this indicator to MISP for this run only"),
    follow: z
      .union([z.literal("now"), z.literal("later"), z.literal("all")])
      .default("now")
      .describe(
        "now: the step's alerts are followed at once; later: by a step with `all`, which follows what waits",
      ),
    expect: z.array(expectation).default([]).describe("What must be true after it"),
    within: z.number().min(1).max(600).default(60).describe("Seconds until then"),
  })
  .refine(
    ({ replay, misp, customMisp, indicator: added, follow }) =>
      [replay, misp, customMisp, added, follow === "all" || undefined].filter((kind) => kind !== undefined)
        .length === 1,
    {
      error:
        "a step is exactly one of replay (with or without live), misp, customMisp, indicator, follow: all",
    },
  )
  .refine(({ replay, live }) => live === undefined || replay !== undefined, {
    error: "a step with live needs a replay for machines without endpoints",
  });

/** A scenario of the demonstration, as its file in this folder has it. */
export const scenarioSchema = z
  .strictObject({
    title: z.string().describe("What happens, in one line"),
    story: z.string().describe("What the viewer is told before it begins"),
    techniques: z
      .array(
        z.strictObject({
          id: z.string().regex(/^T\d{4}(\.\d{3})?$/, { error: "an ATT&CK technique such as T1071.004" }),
          name: z.string(),
        }),
      )
      .min(1)
      .describe("The ATT&CK techniques that it shows"),
    indicators: z
      .array(indicator)
      .default([])
      .describe("What MISP must hold: attributes of templates/misp/events.yaml"),
    lookAt: z
      .array(
        z.strictObject({
          where: z.enum(["misp", "wazuh", "graylog", "tickets", "terminal"]),
          what: z.string(),
        }),
      )
      .min(1)
      .describe("What the viewer should look at, in which system"),
    endpoints: z
      .strictObject({ windows: endpoint.optional(), linux: endpoint.optional() })
      .describe(
        "Whom a replay speaks for. Wazuh correlates by agent, so each scenario has agents of its own: what one raises does not depend on another",
      ),
    steps: z.array(step).min(1),
  })
  .superRefine(({ endpoints, steps }, context) => {
    for (const { on } of steps.flatMap(({ replay }) => replay ?? [])) {
      if (!endpoints[on]) {
        context.addIssue({ code: "custom", path: ["endpoints", on], message: "a replay speaks for it" });
      }
    }
  })
  .superRefine(({ indicators, steps }, context) => {
    steps.forEach(({ replay, live, indicator: added }, index) => {
      report(context, ["steps", index], { replay, live, added });
    });
    report(context, ["indicators"], indicators);
  });

/** Refuses whatever would lead outside the lab, wherever it stands; what people read is not looked at. */
function report(context: z.RefinementCtx, path: (string | number)[], part: unknown): void {
  if (typeof part === "string") {
    problemsIn(part).forEach((message) => context.addIssue({ code: "custom", path, message }));
  } else if (typeof part === "object" && part !== null) {
    for (const [key, value] of Object.entries(part)) {
      const problem = typeof value === "string" ? typedProblem(key, value, part) : undefined;
      if (problem !== undefined) {
        context.addIssue({ code: "custom", path: [...path, key], message: problem });
      } else {
        report(context, [...path, key], value);
      }
    }
  }
}

/** Fields that hold a host and nothing else, whose top-level domain may be any. */
const hostFields = /^(?:queryname|(?:source|destination)hostname|server_name|domain|resolve|tls)$/i;

function typedProblem(key: string, value: string, part: object): string | undefined {
  const text = value.replaceAll("{run}", "a0");
  const type = key === "value" && "type" in part ? String(part.type) : "";
  if (/^(?:domain|hostname)$/.test(type)) {
    return nameProblem(text);
  }
  if (value === "-") {
    // Sysmon writes it for nothing.
    return undefined;
  }
  return hostFields.test(key) || /^(?:ip-src|ip-dst)$/.test(type) ? hostProblem(text) : undefined;
}

export type Scenario = z.infer<typeof scenarioSchema> & { readonly name: string };
export type ScenarioStep = Scenario["steps"][number];
export type Expectation = z.infer<typeof expectation>;

const folder = new URL("./", import.meta.url);

/** Names of all scenarios, in the order in which they are told. */
export function scenarioNames(): string[] {
  const order = [
    "dns",
    "hash",
    "ip",
    "url",
    "fim",
    "packetbeat-tls",
    "powershell",
    "quiet",
    "storm",
    "outage",
  ];
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => basename(file, ".yaml"))
    .sort((a, b) => place(a) - place(b) || a.localeCompare(b));
}

/** @throws with the names that there are, or with each mistake in the file */
export function readScenario(name: string): Scenario {
  const names = scenarioNames();
  if (!names.includes(name)) {
    throw new Error(`There is no scenario "${name}". There are: ${names.join(", ")}.`);
  }
  const file = `${name}.yaml`;
  return parseScenario(name, readFileSync(new URL(file, folder), "utf8"), `scenarios/${file}`);
}

/** @param place what the text is called in an error */
export function parseScenario(name: string, text: string, place = name): Scenario {
  const result = scenarioSchema.safeParse(parse(text, { merge: true }));
  if (!result.success) {
    throw new Error(`${place} is not a scenario:\n${z.prettifyError(result.error)}`);
  }
  return { name, ...result.data };
}

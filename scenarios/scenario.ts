import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

/** A scenario of the demonstration, as its file in this folder has it. */
export const scenarioSchema = z.strictObject({
  title: z.string().describe("What happens, in one line"),
  techniques: z
    .array(z.string().regex(/^T\d{4}(\.\d{3})?$/, { error: "an ATT&CK technique such as T1071.004" }))
    .describe("The ATT&CK techniques that it shows"),
  story: z.string().describe("What the viewer is told before it begins"),
  telemetry: z
    .array(
      z.strictObject({
        agent: z.strictObject({ id: z.string().regex(/^\d{3,}$/), name: z.string().regex(/^[\w.-]+$/) }),
        sysmon: z.strictObject({
          event: z.number().int().positive(),
          data: z.record(z.string().regex(/^\w+$/), z.string()),
        }),
      }),
    )
    .min(1)
    .describe("The events that the endpoints report"),
});

export type Scenario = z.infer<typeof scenarioSchema> & { readonly name: string };

const folder = new URL("./", import.meta.url);

/** Names of all scenarios. */
export function scenarioNames(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => basename(file, ".yaml"))
    .sort();
}

/** @throws with the names that there are, or with each mistake in the file */
export function readScenario(name: string): Scenario {
  const names = scenarioNames();
  if (!names.includes(name)) {
    throw new Error(`There is no scenario "${name}". There are: ${names.join(", ")}.`);
  }
  const file = `${name}.yaml`;
  const result = scenarioSchema.safeParse(parse(readFileSync(new URL(file, folder), "utf8")));
  if (!result.success) {
    throw new Error(`scenarios/${file} is not a scenario:\n${z.prettifyError(result.error)}`);
  }
  return { name, ...result.data };
}

import { planOf } from "../../components/plan.ts";
import { effectiveValues } from "../config/effective.ts";
import { stackFileSchema } from "../config/schema.ts";
import { amount } from "../doctor/finding.ts";
import { needsOf } from "../doctor/needs.ts";
import { configurationOf } from "../lab-configuration.ts";
import { remark } from "../output.ts";
import { readStackFile } from "../stack-file.ts";
import { printable } from "../terminal.ts";

/** `lab config`: a lab's whole configuration, checked, with where each value comes from. */
export async function config(stack: string, { schema, json }: { schema?: true; json?: true }): Promise<void> {
  if (schema) {
    console.log(JSON.stringify(stackFileSchema(), undefined, 2));
    return;
  }
  const file = await readStackFile(stack);
  const configuration = await configurationOf(file);
  const values = effectiveValues(file, configuration);
  const parts = [...planOf(configuration).parts];
  const { memory, ports } = needsOf(stack, configuration);
  if (json) {
    console.log(JSON.stringify({ stack, values, parts, memory, ports }));
    return;
  }
  const width = Math.max(...values.map(({ key }) => key.length));
  const valueWidth = Math.min(60, Math.max(...values.map(({ value }) => value.length)));
  for (const { key, value, source } of values) {
    console.log(`${key.padEnd(width)}  ${printable(value).padEnd(valueWidth)}  ${remark(source)}`);
  }
  console.log(
    `\nThe lab ${stack} runs ${parts.join(", ")}, in ${amount(memory)} at most, ` +
      `on the ports ${ports.map(({ port }) => port).join(", ") || "(none)"}.`,
  );
}

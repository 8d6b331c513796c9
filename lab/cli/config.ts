import type { Command } from "commander";
import { jsonOption, stackArgument } from "./options.ts";

/** `lab config`. */
export function defineConfig(program: Command): void {
  program
    .command("config")
    .description("check a lab's configuration, and show all of it with where each value comes from")
    .argument(...stackArgument)
    .option("--schema", "print the JSON Schema of a stack's file, for editors")
    .option(...jsonOption)
    .addHelpText(
      "after",
      `
Examples:
  lab config student
  lab config --schema > stack.schema.json

docs/configuration.md describes every setting. Values that are encrypted are checked, and never shown.`,
    )
    .action(async (stack: string, options: { schema?: true; json?: true }) =>
      (await import("../commands/config.ts")).config(stack, options),
    );
}

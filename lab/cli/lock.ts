import type { Command } from "commander";
import { jsonOption, stackArgument } from "./options.ts";

/** `lab lock`. */
export function defineLock(program: Command): void {
  program
    .command("lock")
    .description(
      "write down which images, tools and programs a lab is made of, so that up --frozen makes the same one",
    )
    .argument(...stackArgument)
    .option(...jsonOption)
    .addHelpText(
      "after",
      `
Examples:
  lab lock full                    writes stacks/full.lock.json
  lab up full --frozen             next year, or elsewhere`,
    )
    .action(async (stack: string, options: { json?: true }) =>
      (await import("../commands/lock.ts")).lock(stack, options),
    );
}

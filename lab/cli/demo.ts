import type { Command } from "commander";
import { jsonOption, stackOption } from "./options.ts";

/** `lab demo`. */
export function defineDemo(program: Command): void {
  program
    .command("demo")
    .description("play scenarios and follow their alerts through all hops")
    .argument("<scenario...>", "names of files in scenarios/")
    .option(...stackOption)
    .option(...jsonOption)
    .action(async (scenarios: string[], options: { stack: string; json?: true }) =>
      (await import("../commands/demo.ts")).demo(scenarios, options),
    );
}

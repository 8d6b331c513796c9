import type { Command } from "commander";
import { jsonOption, stackOption } from "./options.ts";

/** `lab trace`. */
export function defineTrace(program: Command): void {
  program
    .command("trace")
    .description("tell how far one alert got")
    .argument("<alert>", "the alert's id, as Wazuh writes it")
    .option(...stackOption)
    .option(...jsonOption)
    .action(async (alert: string, options: { stack: string; json?: true }) =>
      (await import("../commands/trace.ts")).trace(alert, options),
    );
}

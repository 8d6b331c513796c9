import type { Command } from "commander";
import { jsonOption, runningStackOption } from "./options.ts";

/** `lab trace`. */
export function defineTrace(program: Command): void {
  program
    .command("trace")
    .description("tell how far one alert got, hop by hop, and where it was lost, and why that may be")
    .argument(
      "[alert]",
      "the alert's id, as Wazuh writes it, or an indicator: the last alert with it is meant",
    )
    .option("-l, --last", "the last alert that custom-misp was called for")
    .option(...runningStackOption)
    .option(...jsonOption)
    .addHelpText(
      "after",
      `
Examples:
  lab trace 1795506876.19470
  lab trace iabg.de --stack rehearsal
  lab trace --last

Exit code 1 when a hop is missing: the first one is named, with its likely causes and a command that checks each.`,
    )
    .action(async (alert: string | undefined, options: { stack?: string; last?: true; json?: true }) =>
      (await import("../commands/trace.ts")).trace(alert, options),
    );
}

import type { Command } from "commander";
import { jsonOption, runningStackArgument } from "./options.ts";

/** `lab status`. */
export function defineStatus(program: Command): void {
  program
    .command("status")
    .description("tell of each system whether it is ready, by its own proof, and if not, why")
    .argument(...runningStackArgument)
    .option("-w, --watch", "look again every two seconds, until Ctrl-C")
    .option(...jsonOption)
    .addHelpText(
      "after",
      `
Examples:
  lab status full
  lab status full --watch
  lab status full --json | jq -r '.systems[] | select(.state != "ready") | .system'

Exit code 1 when a system is not ready.`,
    )
    .action(async (stack: string | undefined, options: { json?: true; watch?: true }) =>
      (await import("../commands/status.ts")).status(stack, options),
    );
}

import type { Command } from "commander";
import { jsonOption, runningStackOption } from "./options.ts";

/** `lab open`. */
export function defineOpen(program: Command): void {
  program
    .command("open")
    .description(
      "tell where a system's pages are and who signs in, and open them in a browser where there is one",
    )
    .argument("[system]", "misp, graylog, wazuh or tickets; all of them are told where it is left out")
    .option("--no-browser", "open nothing")
    .option(...runningStackOption)
    .option(...jsonOption)
    .addHelpText(
      "after",
      `
Examples:
  lab open misp --stack rehearsal
  lab open --stack full            every address, with the user's name and how to see the password`,
    )
    .action(async (system: string | undefined, options: { stack?: string; browser: boolean; json?: true }) =>
      (await import("../commands/open.ts")).open(system, options),
    );
}

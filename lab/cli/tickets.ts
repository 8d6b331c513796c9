import type { Command } from "commander";
import { jsonOption, runningStackOption } from "./options.ts";

/** `lab tickets`. */
export function defineTickets(program: Command): void {
  const tickets = program
    .command("tickets")
    .description("list the tickets that matches have become, or show one of them")
    .option(...runningStackOption)
    .option(...jsonOption)
    .option("--open", "leave out those that somebody has closed in the ticket system, which is asked first")
    .addHelpText(
      "after",
      `
Examples:
  lab tickets --stack rehearsal
  lab tickets --open
  lab tickets show 7
  lab tickets --json | jq -r '.tickets[] | select(.state == "failing") | .error'

Exit code 1 when the ticket system has not been told of a ticket because something failed.`,
    )
    .action(async (options: { stack?: string; json?: true; open?: true }) =>
      (await import("../commands/tickets.ts")).listTickets(options),
    );

  tickets
    .command("show")
    .description("show one ticket: its indicator, agent, links, rule, and the alert")
    .argument("<ticket>", "the ticket's number, as `lab tickets` lists it")
    .action(async (id: string, _options: object, command: Command) =>
      (await import("../commands/tickets.ts")).showTicket(
        id,
        command.optsWithGlobals<{ stack?: string; json?: true }>(),
      ),
    );
}

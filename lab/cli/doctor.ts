import type { Command } from "commander";
import { jsonOption, stackArgument } from "./options.ts";

/** `lab doctor`. */
export function defineDoctor(program: Command): void {
  program
    .command("doctor")
    .description("look at everything that a lab depends on, and tell how to mend what is wrong")
    .argument(...stackArgument)
    .option("--deep", "look inside a running lab, too, at what its systems' own answers cannot prove")
    .option(...jsonOption)
    .addHelpText(
      "after",
      `
Examples:
  lab doctor rehearsal             can this machine run the rehearsal?
  lab doctor full --json | jq '.findings[] | select(.state != "ok")'
  lab doctor full --deep           is what runs what was meant?

Exit code 1 when there is a problem; a warning is none.`,
    )
    .action(async (stack: string, options: { json?: true; deep?: true }) =>
      (await import("../commands/doctor.ts")).doctor(stack, options),
    );
}

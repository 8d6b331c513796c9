import type { Command } from "commander";
import { jsonOption } from "./options.ts";

/** `lab status`. */
export function defineStatus(program: Command): void {
  program
    .command("status")
    .description("tell of each system whether it is ready, by its own proof")
    .argument("[stack]", "the lab's stack", "full")
    .option(...jsonOption)
    .action(async (stack: string, options: { json?: true }) =>
      (await import("../commands/status.ts")).status(stack, options),
    );
}

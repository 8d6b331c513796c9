import type { Command } from "commander";
import { jsonOption } from "./options.ts";

/** `lab rules`. */
export function defineRules(program: Command): void {
  const rules = program
    .command("rules")
    .description("check, list and explain the rules by which an event becomes an alert");

  withContent(rules.command("check"))
    .description("look for everything in rules, decoders and ossec.conf by which an event would be lost")
    .option(...jsonOption)
    .addHelpText(
      "after",
      `
Examples:
  lab rules check                  the lab's own content, with what Graylog and the dashboard read of it
  lab rules check --rules etc/rules --decoders etc/decoders --ossec-conf etc/ossec.conf

Exit code 1 when something is wrong; a note is not. docs/detection.md tells what is looked at.`,
    )
    .action(async (options: ContentArguments & { json?: true }) =>
      (await import("../commands/rules.ts")).check(options),
    );

  withContent(rules.command("list"))
    .description("list the rules with their parents, groups and conditions")
    .option(...jsonOption)
    .action(async (options: ContentArguments & { json?: true }) =>
      (await import("../commands/rules.ts")).list(options),
    );
}

/** What content a command is about, as the command line has it. */
export interface ContentArguments {
  readonly stack?: string;
  readonly rules?: string;
  readonly decoders?: string;
  readonly ossecConf?: string;
}

const withContent = (command: Command): Command =>
  command
    .option("-s, --stack <name>", "the lab whose content it is about")
    .option("--rules <folder>", "rules of your own in place of the lab's")
    .option("--decoders <folder>", "decoders of your own")
    .option("--ossec-conf <file>", "a manager's configuration of your own");

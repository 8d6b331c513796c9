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

  withContent(rules.command("explain"))
    .description(
      "tell of events which decoder reads them, which rules are tried, which fires, and why the others do not",
    )
    .argument(
      "<file>",
      "events, one a line: of archives.json, of alerts.json, of a log; - for standard input",
    )
    .option("--location <path>", "where a line of a log is read", "/var/log/syslog")
    .option("--all", "show each of Wazuh's own rules that is tried, too")
    .option(...jsonOption)
    .addHelpText(
      "after",
      `
Examples:
  lab rules explain event.json
  echo '{"integration":"misp","misp":{"value":"iabg.de"}}' | lab rules explain -
  lab rules explain event.json --stack full    asks the running manager, too

The rules that are tried are told by this project's own analysis, which has of Wazuh's rules those that the lab's events
meet. With --stack, the running manager's own answer stands beside it (the rehearsal's manager answers where the lab has
agents). Exit code 1 when it did not answer.`,
    )
    .action(async (file: string, options: ExplainArguments) =>
      (await import("../commands/explain.ts")).explainEvents(file, options),
    );
}

/** What `lab rules explain` is asked for. */
export interface ExplainArguments extends ContentArguments {
  readonly location: string;
  readonly all?: true;
  readonly json?: true;
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

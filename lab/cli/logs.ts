import { InvalidArgumentError, type Command } from "commander";
import { jsonOption, runningStackOption } from "./options.ts";

/** `lab logs`. */
export function defineLogs(program: Command): void {
  program
    .command("logs")
    .description("show what a lab's containers write, all together in the order of time, or one component's")
    .argument(
      "[component]",
      "a component, as lab status calls it; wazuh is all of Wazuh. All where it is left out",
    )
    .option("-f, --follow", "go on until Ctrl-C")
    .option("--since <time>", "only what is newer: 30s, 10m, 2h, 1d, or a time as 2026-11-28T07:00:00Z")
    .option("-n, --tail <lines>", "only the last lines of each container", lineCount)
    .option("-t, --timestamps", "the time of each line before it")
    .option(...runningStackOption)
    .option(...jsonOption)
    .addHelpText(
      "after",
      `
Examples:
  lab logs graylog --stack full --follow
  lab logs wazuh --since 10m
  lab logs --stack rehearsal --tail 20 --timestamps`,
    )
    .action(async (component: string | undefined, options: LogsArguments) =>
      (await import("../commands/logs.ts")).logs(component, options),
    );
}

/** What `lab logs` is asked for. */
export interface LogsArguments {
  readonly stack?: string;
  readonly follow?: true;
  readonly since?: string;
  readonly tail?: number;
  readonly timestamps?: true;
  readonly json?: true;
}

function lineCount(text: string): number {
  if (!/^\d+$/.test(text)) {
    throw new InvalidArgumentError("Give a number of lines.");
  }
  return Number(text);
}

import { InvalidArgumentError, Option, type Command } from "commander";
import { jsonOption, runningStackOption } from "./options.ts";

/** What `lab demo` is asked for. */
export interface DemoCommandOptions {
  readonly stack?: string;
  readonly all?: true;
  readonly list?: true;
  readonly replay?: true;
  readonly live?: true;
  readonly pause?: true;
  readonly json?: true;
  readonly report?: string;
  /** Seconds. */
  readonly within?: number;
}

/** What `lab demo record` is asked for. */
export interface DemoRecordOptions extends Pick<DemoCommandOptions, "stack" | "live" | "replay"> {
  readonly folder: string;
  readonly pictures?: true;
}

/** `lab demo`, and `lab demo record`. */
export function defineDemo(program: Command): void {
  const demo = program
    .command("demo")
    .description(
      "play scenarios in a lab, tell what happens and why, and follow their alerts through all hops",
    )
    .argument("[scenario...]", "names of files in scenarios/; --list tells which there are")
    .option("-a, --all", "play all scenarios")
    .option("-l, --list", "list the scenarios, and do nothing")
    .option(...runningStackOption)
    .addOption(
      new Option("--replay", "send recorded telemetry, also where there are endpoints").conflicts("live"),
    )
    .addOption(new Option("--live", "act on endpoints, and fail where that is not possible"))
    .option("-p, --pause", "wait for a key before each step")
    .option("-r, --report <folder>", "write a report of each run into this folder, and its record as JSON")
    .addOption(
      new Option(
        "--within <seconds>",
        "wait that long for each alert and each check, whatever the scenario says",
      ).argParser(secondsOf),
    )
    .option(...jsonOption)
    .addHelpText(
      "after",
      `
Examples:
  lab demo --list
  lab demo dns hash                in the lab that is up
  lab demo --all --stack rehearsal --report reports

Exit codes: 0 every scenario was as it must be, 1 one was not, 2 the command was wrong.`,
    )
    .action(async (scenarios: string[], options: DemoCommandOptions, command: Command) => {
      if (!options.list && !options.all && scenarios.length === 0) {
        command.error("error: name a scenario, or ask for --all; `lab demo --list` tells which there are");
      }
      await (await import("../commands/demo.ts")).demo(scenarios, options);
    });

  demo
    .command("record")
    .description(
      "play one scenario and keep it: a recording for asciinema, the report, and pictures of the pages",
    )
    .argument("<scenario>", "name of a file in scenarios/")
    .option("-f, --folder <folder>", "where to", "recordings")
    .option("--pictures", "also a picture of the portal at each hop, and one of the report")
    .action(async (scenario: string, _options: object, command: Command) =>
      (await import("../commands/demo-record.ts")).record(scenario, command.optsWithGlobals()),
    );
}

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (!(seconds >= 1 && seconds <= 3_600)) {
    throw new InvalidArgumentError("It must be a number of seconds from 1 to 3600.");
  }
  return seconds;
}

import { InvalidArgumentError, type Command } from "commander";
import { jsonOption } from "./options.ts";

const classArgument = ["<class>", "the class's name, or its roster"] as const;
const anyClassArgument = ["[class]", "the class's name, or its roster; all classes without it"] as const;
const parallelOption = ["-p, --parallel <number>", "labs that are worked on at a time", count, 4] as const;

/** `lab class …`. */
export function defineClass(program: Command): void {
  const group = program
    .command("class")
    .description("labs for a class: one for each student of a roster")
    .addHelpText(
      "after",
      `
Examples:
  lab class up roster.yaml         bring the labs of a roster up, or to what it says now
  lab class status soc1            how each of them is
  lab class handout soc1           a page for each student, with addresses and passwords
  lab class reap                   take down what has stood for its time, of all classes
  lab class down soc1              take all of them down

docs/classroom.md goes from nothing to a class and back; stacks/rosters/ has an example.`,
    );

  group
    .command("up")
    .description(
      "bring the labs of a roster up; labs that failed, or were stopped, go on from where they were",
    )
    .argument("<roster>", "a file .yaml or .csv with the students")
    .option(...parallelOption)
    .option("-y, --yes", "remove the labs of students who are not in the roster any more, without asking")
    .option("--force", "begin although the machine lacks something that the new labs need")
    .option(...jsonOption)
    .action(async (roster: string, options: UpOptions) =>
      (await import("../commands/class/up.ts")).classUp(roster, options),
    );

  group
    .command("status")
    .description("tell of each lab whether it is ready, and when its time is over")
    .argument(...anyClassArgument)
    .option(...jsonOption)
    .action(async (name: string | undefined, options: { json?: true }) =>
      (await import("../commands/class/status.ts")).status(name, options),
    );

  group
    .command("down")
    .description("take all labs of a class down, with everything that they made")
    .argument(...classArgument)
    .option(...parallelOption)
    .option(...jsonOption)
    .action(async (name: string, options: WorkOptions) =>
      (await import("../commands/class/down.ts")).classDown(name, options),
    );

  group
    .command("reap")
    .description("take the labs down whose time is over")
    .argument(...anyClassArgument)
    .option("-n, --dry-run", "only tell which they are")
    .option(...parallelOption)
    .option(...jsonOption)
    .action(async (name: string | undefined, options: WorkOptions & { dryRun?: true }) =>
      (await import("../commands/class/reap.ts")).reap(name, options),
    );

  group
    .command("handout")
    .description("write a page for each student, with addresses and passwords, that its owner alone can read")
    .argument(...classArgument)
    .option("-t, --to <folder>", "where to; without it, beside the labs' state")
    .option("-f, --format <format>", "html or md", format, "html")
    .option(...jsonOption)
    .action(async (name: string, options: HandoutOptions) =>
      (await import("../commands/class/handout.ts")).handout(name, options),
    );

  group
    .command("export")
    .description("print the class as CSV: students, labs, addresses and times; no passwords")
    .argument(...classArgument)
    .action(async (name: string) => (await import("../commands/class/export.ts")).exportClass(name));
}

/** What all commands that work on labs take. */
export interface WorkOptions {
  readonly parallel: number;
  readonly json?: true;
}

export interface UpOptions extends WorkOptions {
  readonly yes?: true;
  readonly force?: true;
}

export interface HandoutOptions {
  readonly to?: string;
  readonly format: "html" | "md";
  readonly json?: true;
}

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 32) {
    throw new InvalidArgumentError("It must be a whole number from 1 to 32.");
  }
  return number;
}

function format(text: string): HandoutOptions["format"] {
  if (text !== "html" && text !== "md") {
    throw new InvalidArgumentError("It must be html or md.");
  }
  return text;
}

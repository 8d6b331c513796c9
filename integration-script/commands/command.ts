/** The subcommands. */
import { troubleOf } from "../errors.ts";
import { version } from "../version.ts";
import { help } from "./help.ts";
import { check } from "./check.ts";
import { explain } from "./explain.ts";
import { flush } from "./flush.ts";
import { replay } from "./replay.ts";
import { sync } from "./sync.ts";

type Command = (args: readonly string[], base: string) => Promise<number> | number;

const print =
  (text: string): Command =>
  () => {
    process.stdout.write(`${text}\n`);
    return 0;
  };

const commands = new Map<string | undefined, Command>([
  ["sync", sync],
  ["explain", explain],
  ["check", check],
  ["flush", flush],
  ["replay", replay],
  ["--help", print(help)],
  ["-h", print(help)],
  ["help", print(help)],
  ["--version", print(version)],
]);

/** Runs the command that the arguments name. @returns the exit code: 2 for arguments that are wrong */
export const command = async (args: readonly string[], base: string): Promise<number> => {
  const [name, ...rest] = args;
  const found = commands.get(name);
  if (found === undefined) {
    const problem =
      name === undefined ? "A command or an alert file is missing." : `There is no command ${name}.`;
    process.stderr.write(`custom-misp: ${problem}\n\n${help}\n`);
    return 2;
  }
  if (rest.includes("--help")) {
    return print(help)(rest, base);
  }
  try {
    return await found(rest, base);
  } catch (error) {
    const trouble = troubleOf(error);
    process.stderr.write(`custom-misp: ${trouble.message}\n`);
    return trouble.kind === "usage" ? 2 : 1;
  }
};

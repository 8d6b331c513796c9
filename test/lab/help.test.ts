import { readFile } from "node:fs/promises";
import test from "ava";
import type { Command } from "commander";
import { makeProgram } from "../../lab/program.ts";

const program = makeProgram();
const visible = (command: Command) =>
  command
    .createHelp()
    .visibleCommands(command)
    .filter((one) => one.name() !== "help");

/** Every command that does something, with the names that lead to it. */
function leaves(command: Command, path: readonly string[] = []): { command: Command; path: string }[] {
  const below = visible(command);
  return below.length === 0
    ? [{ command, path: path.join(" ") }]
    : below.flatMap((one) => leaves(one, [...path, one.name()]));
}

const doc = (name: string) => readFile(new URL(`../../docs/${name}`, import.meta.url), "utf8");

test("every command says what it does, and what its arguments and options mean", (t) => {
  for (const { command, path } of leaves(program)) {
    t.truthy(command.description(), path);
    for (const { description, long } of command.options) {
      t.truthy(description, `${path} ${long ?? ""}`);
    }
    for (const argument of command.registeredArguments) {
      t.truthy(argument.description, `${path} ${argument.name()}`);
    }
  }
});

test("the page of the command has every command with its arguments, in the words of its help", async (t) => {
  const page = await doc("lab.md");
  for (const command of visible(program)) {
    const given = command.createHelp().subcommandTerm(command).replace(" [options]", "");
    t.true(page.includes(`| \`lab ${given}\` | ${command.description()} |`), given);
  }
});

/** A command and those that it is below of, whose options it takes too. */
const above = (command: Command): Command[] => [command, ...(command.parent ? above(command.parent) : [])];

/** What a page tells to type: `npm run lab -- …` in its blocks and in its text. */
const typed = (page: string) =>
  [...page.matchAll(/npm run (?:-s )?lab -- ([^`\n|#)]*)/g)].map(([, words = ""]) =>
    words.trim().split(/\s+/),
  );

for (const name of ["lab.md", "troubleshooting.md", "classroom.md", "tickets.md", "tutorial.md"]) {
  test(`whatever ${name} tells to type is a command with options that it has`, async (t) => {
    for (const words of typed(await doc(name))) {
      let command = program;
      for (const word of words) {
        command = command.commands.find((one) => one.name() === word) ?? command;
      }
      const options = above(command).flatMap((one) => one.options);
      const known = [...options.flatMap(({ long, short }) => [long, short]), "--help", "-h"];
      const unknown = words.filter((word) => /^--?[a-z]/.test(word) && !known.includes(word.split("=")[0]));
      t.deepEqual(unknown, [], words.join(" "));
      t.true(command !== program || words[0] === "--help" || words[0] === "", words.join(" "));
    }
  });
}

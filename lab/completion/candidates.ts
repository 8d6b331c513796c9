import type { Argument, Command, Option } from "commander";

/** Where the values of arguments and options come from, by the name that they have in the help. */
export interface Values {
  readonly stack: () => Promise<readonly string[]>;
  readonly scenario: () => Promise<readonly string[]>;
  readonly component: () => Promise<readonly string[]>;
  readonly system: () => Promise<readonly string[]>;
}

/**
 * What can stand in place of the last of some words that were typed after `lab`, which may be empty.
 *
 * @param words as the shell has split them, without `lab` itself
 */
export async function candidates(
  program: Command,
  words: readonly string[],
  values: Values,
): Promise<string[]> {
  const typed = words.slice(0, -1);
  const last = words.at(-1) ?? "";
  const { command, rest } = walk(program, typed);
  const options = [...command.options, ...(command === program ? [] : program.options)];
  const before = options.find((option) => isNamed(option, typed.at(-1)) && takesValue(option));
  if (before) {
    return begun(await valuesOf(before, values), last);
  }
  if (last.startsWith("-")) {
    const names = options.filter(({ hidden }) => !hidden).map(({ long, short }) => long ?? short ?? "");
    return begun([...names, "--help"], last);
  }
  const subcommands = command.commands.filter((one) => !isHidden(one)).map((one) => one.name());
  if (subcommands.length > 0 && rest.length === 0) {
    return begun(subcommands, last);
  }
  const position = rest.filter(
    (word, index) => !word.startsWith("-") && !isValue(rest[index - 1], options),
  ).length;
  const argument = command.registeredArguments[position] ?? variadic(command.registeredArguments);
  return begun(argument ? await valuesOf(argument, values) : [], last);
}

/** The command that words lead to, and the words behind it. */
function walk(program: Command, words: readonly string[]): { command: Command; rest: readonly string[] } {
  let command = program;
  let at = 0;
  for (const word of words) {
    const next = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
    if (!next) {
      break;
    }
    command = next;
    at += 1;
  }
  return { command, rest: words.slice(at) };
}

const takesValue = (option: Option): boolean => option.required || option.optional;

const isValue = (word: string | undefined, options: readonly Option[]): boolean =>
  options.some((option) => isNamed(option, word) && takesValue(option));

const isNamed = ({ long, short }: Option, word: string | undefined): boolean =>
  word !== undefined && (word === long || word === short);

const variadic = (registered: readonly Argument[]): Argument | undefined =>
  registered.at(-1)?.variadic ? registered.at(-1) : undefined;

/** Commander keeps it to itself whether a command is hidden. */
const isHidden = (command: Command): boolean =>
  (command as unknown as { _hidden?: boolean })._hidden === true;

async function valuesOf(taken: Argument | Option, values: Values): Promise<readonly string[]> {
  const choices = taken.argChoices;
  if (choices) {
    return choices;
  }
  switch (nameOf(taken)) {
    case "stack":
    case "name":
      return await values.stack();
    case "scenario":
      return await values.scenario();
    case "component":
    case "components":
      return await values.component();
    case "system":
      return await values.system();
    default:
      return [];
  }
}

/** What the help calls a value: `--stack <name>` has `name`. */
function nameOf(taken: Argument | Option): string {
  return "flags" in taken ? (/<([\w-]+)>/.exec(taken.flags)?.[1] ?? "") : taken.name();
}

const begun = (words: readonly string[], beginning: string): string[] =>
  words.filter((word) => word.startsWith(beginning)).sort();

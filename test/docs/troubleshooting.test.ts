import { readdirSync, readFileSync } from "node:fs";
import { Command } from "commander";
import test from "ava";

const project = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, project), "utf8");
const page = read("docs/troubleshooting.md");

/** The `lab` command with everything that it can be asked for, as lab/cli/ says. */
async function labCommand(): Promise<Command> {
  const program = new Command("lab").option("-q, --quiet");
  for (const file of readdirSync(new URL("lab/cli/", project))) {
    const area = (await import(`../../lab/cli/${file}`)) as Record<string, unknown>;
    for (const [name, define] of Object.entries(area)) {
      if (name.startsWith("define")) {
        (define as (program: Command) => void)(program);
      }
    }
  }
  return program;
}

/** What of a command line `lab` does not know; empty where it knows all of it. */
function unknownIn(program: Command, words: readonly string[]): string[] {
  const [name, ...rest] = words;
  const inner = program.commands.find((command) => command.name() === name);
  if (inner) {
    return unknownIn(inner, rest);
  }
  const isGroup = program.commands.length > 0 && program.registeredArguments.length === 0;
  if (isGroup && name !== undefined && !name.startsWith("-")) {
    return [`there is no ${name}`];
  }
  // A group that is called without one of its commands may mean the first that takes these options.
  const unknown = [program, ...program.commands].map((command) => surplusOf(command, words));
  return unknown.find((surplus) => surplus.length === 0) ?? unknown[0]!;
}

function surplusOf(command: Command, words: readonly string[]): string[] {
  const { operands, unknown } = command.parseOptions(words.filter((word) => word !== "--help"));
  // What a command does not know may be an option of the one that it belongs to.
  let rest = unknown;
  for (let parent = command.parent; parent && rest.length > 0; parent = parent.parent) {
    const left = parent.parseOptions(rest);
    rest = [...left.unknown, ...left.operands];
  }
  const takesAll = command.registeredArguments.some(({ variadic }) => variadic);
  return [...rest, ...(takesAll ? [] : operands.slice(command.registeredArguments.length))];
}

/** The command lines of `lab` in a page: each line of a block of code, and what stands between backticks elsewhere. */
function commandsIn(text: string): string[] {
  const blocks = [...text.matchAll(/^```[^]*?^```/gm)].map(([block]) => block);
  const inline = [...text.replace(/^```[^]*?^```/gm, "").matchAll(/`([^`]+)`/g)].map(([, code]) =>
    code!.replaceAll("\n", " "),
  );
  return [...blocks, ...inline].flatMap((code) =>
    [...code.matchAll(/npm run lab -- ([^`|\n]+)/g)].map(([, words = ""]) => words.trim()),
  );
}

/** The words of a command line: without a remark, a pipe or a file behind it; a name in angle brackets is one word. */
const wordsOf = (command: string): string[] =>
  command
    .replace(/\s(?:[#>&]|--(?:>|\s)).*$/, "")
    .replace(/<[^>]*>/g, "NAME")
    .split(/\s+/)
    .filter((word) => word !== "");

test("every command that troubleshooting tells to run is one that lab has, with these options", async (t) => {
  const program = await labCommand();
  const commands = commandsIn(page);
  t.true(commands.length > 30);
  for (const command of commands) {
    t.deepEqual(unknownIn(program, wordsOf(command)), [], `npm run lab -- ${command}`);
  }
});

for (const path of ["README.md", "CONTRIBUTING.md", ...readdirSync(new URL("docs/", project)).map((name) => `docs/${name}`)]) {
  if (path.endsWith(".md")) {
    test(`every command of lab in ${path} is one that it has`, async (t) => {
      const program = await labCommand();
      for (const command of commandsIn(read(path))) {
        t.deepEqual(unknownIn(program, wordsOf(command)), [], `npm run lab -- ${command}`);
      }
      t.pass();
    });
  }
}

test("a command that lab does not have is found out", async (t) => {
  const program = await labCommand();
  t.deepEqual(unknownIn(program, ["mend", "full"]), ["there is no mend"]);
  t.deepEqual(unknownIn(program, ["status", "full", "--fast"]), ["--fast"]);
});

test("every page that troubleshooting leads to is there", (t) => {
  const pages = [...page.matchAll(/\]\(([\w.-]+\.md)\)/g)].map(([, name]) => name!);
  t.true(pages.length > 0);
  t.deepEqual(
    pages.filter((name) => !readdirSync(new URL("docs/", project)).includes(name)),
    [],
  );
});

/** Text of all the project's programs. */
function sources(): string {
  const folders = ["lab", "engine", "components", "configurator", "templates", "integration-script"];
  return folders
    .flatMap((folder) =>
      readdirSync(new URL(`${folder}/`, project), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.(ts|sh)$/.test(entry.name))
        .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`, "utf8")),
    )
    .join("\n");
}

test("every message of the lab that troubleshooting explains is one that a program says", (t) => {
  const code = sources().replace(/" \+\s+"|` \+\s+[`"]|" \+\s+`/g, "");
  const quoted = [
    ...[...page.matchAll(/^### .*?`([^`\n]+)`/gm)].map(([, message]) => message!),
    ...[...page.matchAll(/^\| (?:portal|an agent|MISP)?:? ?`([^`|\n]+ [^`|\n]+)`/gm)].map(([, message]) => message!),
  ].filter((message) => !message.startsWith("npm ") && !/^port \d/.test(message));
  t.true(quoted.length >= 14, quoted.join("\n"));
  for (const message of quoted) {
    // Numbers and names of a message are the program's to fill in.
    const words = message.replace(/answered \d+|\/servers\/getVersion|GET /g, "").trim();
    t.true(code.includes(words), message);
  }
});

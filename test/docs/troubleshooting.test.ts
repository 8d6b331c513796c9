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
  if (program.commands.length > 0) {
    return [`there is no ${name ?? "command"}`];
  }
  const { operands, unknown } = program.parseOptions([...words]);
  const surplus = program.registeredArguments.some(({ variadic }) => variadic)
    ? []
    : operands.slice(program.registeredArguments.length);
  return [...unknown, ...surplus];
}

const commandsIn = (text: string): string[] =>
  [...text.matchAll(/npm run lab -- ([^`|\n]+)/g)].map(([, words = ""]) => words.trim());

test("every command that troubleshooting tells to run is one that lab has, with these options", async (t) => {
  const program = await labCommand();
  const commands = commandsIn(page);
  t.true(commands.length > 30);
  for (const command of commands) {
    t.deepEqual(unknownIn(program, command.split(" ")), [], `npm run lab -- ${command}`);
  }
});

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

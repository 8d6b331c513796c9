import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { readConfiguration } from "../../../rehearsal/fluent-bit/configuration/read.ts";
import { Refusal } from "../../../rehearsal/fluent-bit/configuration/refusal.ts";
import { check, run } from "../../../rehearsal/fluent-bit/run.ts";
import { temporaryFolder } from "../support/folder.ts";
import { configuration } from "./support.ts";

const tail = "[INPUT]\n  Name tail\n  Path /tmp/none.json\n";
const nowhere = "[OUTPUT]\n  Name null\n  Match *\n";

/** What `--dry-run` says about a configuration: undefined when it finds nothing. */
function dryRun(folder: string, text: string): Refusal | undefined {
  try {
    check({ configuration: configuration(folder, text), environment: {}, write: () => undefined });
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) {
      return error;
    }
    throw error;
  }
}

test("sections, comments, includes, variables and keys in any case are read", (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, "inputs"));
  writeFileSync(join(folder, "inputs/a.conf"), "[INPUT]\n\tNAME tail\n\tpath ${WHERE}/a.json\n");
  writeFileSync(join(folder, "inputs/b.conf"), "[input]\r\n    name tail\r\n    PATH /b.json\r\n");
  const path = configuration(
    folder,
    "@SET WHERE=/logs\n# comment\n[SERVICE]\n    # comment\n    Flush 3\n\n@INCLUDE inputs/*.conf\n[OUTPUT]\n    Name null\n    Match ${MATCH}\n    Alias ${NOBODY}x\n",
  );
  const warnings: string[] = [];
  const { sections } = readConfiguration(path, { MATCH: "wazuh.*" }, (message) => warnings.push(message));
  t.deepEqual(
    sections.map(({ name, entries }) => [name, ...entries.map(({ key, value }) => `${key}=${value}`)]),
    [
      ["service", "Flush=3"],
      ["input", "NAME=tail", "path=/logs/a.json"],
      ["input", "name=tail", "PATH=/b.json"],
      ["output", "Name=null", "Match=wazuh.*", "Alias=x"],
    ],
  );
  t.deepEqual(warnings, ["[env] variable ${NOBODY} is used but not set"]);
});

const refusedWhenChecked: Readonly<Record<string, { readonly text: string; readonly message: RegExp }>> = {
  "an unknown plugin": {
    text: "[INPUT]\n  Name tial\n",
    message: /tried to instance a plugin name that doesn't exist/,
  },
  "an unknown property": {
    text: `${tail}  Paht /x\n`,
    message: /tail: unknown configuration property 'Paht'/,
  },
  "a section without a name": {
    text: "[INPUT]\n  Path /x\n",
    message: /section 'input' is missing the 'name' property/,
  },
  "a memory limit that is no size": {
    text: `${tail}  Mem_Buf_Limit lots\n`,
    message: /could not configure property 'Mem_Buf_Limit'/,
  },
  "a storage type that does not exist": {
    text: `${tail}  storage.type disk\n`,
    message: /could not configure property 'storage.type'/,
  },
  "a parsers file that is not there": {
    text: "[SERVICE]\n  Parsers_File none.conf\n",
    message: /could not open parser configuration file/,
  },
  "an indentation of tabs and blanks": {
    text: "[INPUT]\n    Name tail\n\tPath /x\n",
    message: /inconsistent use of tab and space[\s\S]*invalid indentation level/,
  },
  "an indentation that is too low": {
    text: "[INPUT]\n    Name tail\n  Path /x\n",
    message: /invalid indentation level/,
  },
  "a key without a value": { text: "[INPUT]\n  Name\n", message: /undefined value/ },
  "a header without its end": { text: "[INPUT\n", message: /bad header definition/ },
  "a file that is not there": { text: "@INCLUDE none.conf\n", message: /cannot open/ },
  "a plugin that only the real one has": {
    text: "[OUTPUT]\n  Name loki\n  Match *\n",
    message: /\[rehearsal\] the output "loki".*use the profile "full"/,
  },
  "a property that only the real one has": {
    text: `${tail}  multiline.parser docker\n`,
    message: /\[rehearsal\] the property "multiline.parser" of the plugin "tail"/,
  },
};

for (const [title, { text, message }] of Object.entries(refusedWhenChecked)) {
  test(`--dry-run refuses ${title}`, (t) => {
    const refusal = dryRun(temporaryFolder(t), text);
    t.regex(refusal?.lines.join("\n") ?? "", message);
  });
}

const refusedAtStart: Readonly<Record<string, { readonly text: string; readonly message: RegExp }>> = {
  "a flag that is none": {
    text: `${tail}  Skip_Long_Lines maybe\n`,
    message: /invalid value for boolean property 'skip_long_lines=maybe'/,
  },
  "storage on disk without a path": {
    text: `${tail}  storage.type filesystem\n`,
    message: /requested filesystem storage but no filesystem path was defined/,
  },
  "a tail without a path": { text: "[INPUT]\n  Name tail\n", message: /no input 'path' was given/ },
  "a pattern that cannot be read": {
    text: `${tail}[FILTER]\n  Name grep\n  Match *\n  Regex log (\n`,
    message: /could not compile regex pattern '\('/,
  },
  "a database that cannot be written": {
    text: `${tail}  DB /nowhere/at/all.db\n`,
    message: /could not open\/create database/,
  },
  "a longest line below the shortest": {
    text: `${tail}  Buffer_Max_Size 1k\n`,
    message: /buffer_max_size must be >= buffer_chunk/,
  },
};

for (const [title, { text, message }] of Object.entries(refusedAtStart)) {
  test(`--dry-run does not find ${title}, and the start ends with 255`, async (t) => {
    const folder = temporaryFolder(t);
    t.is(dryRun(folder, text), undefined);
    const started = run({
      configuration: configuration(folder, text),
      environment: {},
      write: () => undefined,
    });
    const refusal = await t.throwsAsync(started, { instanceOf: Refusal });
    t.is(refusal.exitCode, 255);
    t.regex(refusal.lines.join("\n"), message);
  });
}

const takenAllTheSame: Readonly<Record<string, string>> = {
  "a size in powers of 1000": `${tail}  Mem_Buf_Limit 1GB\n${nowhere}`,
  "an unknown key of the service": `[SERVICE]\n  Nonsense 1\n${tail}${nowhere}`,
  "an output without Match": `${tail}[OUTPUT]\n  Name null\n`,
  "a parser that nobody defined": `${tail}  Parser nobody\n${nowhere}`,
  "a port that is none": `${tail}[OUTPUT]\n  Name tcp\n  Match *\n  Port abc\n  Raw_Message_Key $log\n`,
};

for (const [title, text] of Object.entries(takenAllTheSame)) {
  test(`the start takes ${title}`, async (t) => {
    const folder = temporaryFolder(t);
    const running = await run({
      configuration: configuration(folder, text),
      environment: {},
      write: () => undefined,
    });
    await running.stop();
    t.pass();
  });
}

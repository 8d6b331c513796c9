import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { Command } from "commander";
import { execa } from "execa";
import { candidates, type Values } from "../../lab/completion/candidates.ts";
import { defineDemo } from "../../lab/cli/demo.ts";
import { defineCompletion } from "../../lab/cli/completion.ts";
import { defineStatus } from "../../lab/cli/status.ts";
import { defineTrace } from "../../lab/cli/trace.ts";
import { defineUpdate } from "../../lab/cli/update.ts";
import { scripts } from "../../lab/completion/scripts.ts";

const program = new Command("lab").option("-q, --quiet");
[defineUpdate, defineStatus, defineTrace, defineDemo, defineCompletion].forEach((define) => define(program));
const of =
  (...words: readonly string[]) =>
  () =>
    Promise.resolve(words);
const values: Values = {
  stack: of("full", "rehearsal"),
  scenario: of("dns", "hash"),
  component: of("misp", "graylog"),
  system: of("misp"),
};
const complete = (...words: readonly string[]) => candidates(program, words, values);

test("the first word is a command, and none that is hidden", async (t) => {
  t.deepEqual(await complete(""), ["completion", "demo", "down", "status", "trace", "up"]);
  t.deepEqual(await complete("d"), ["demo", "down"]);
});

test("behind a command come what its arguments can be", async (t) => {
  t.deepEqual(await complete("up", ""), ["full", "rehearsal"]);
  t.deepEqual(await complete("status", "re"), ["rehearsal"]);
  t.deepEqual(await complete("up", "full", ""), []);
  t.deepEqual(await complete("demo", "dns", ""), ["dns", "hash"]);
  t.deepEqual(await complete("completion", ""), ["bash", "fish", "zsh"]);
});

test("a hyphen begins an option, the common ones too", async (t) => {
  t.deepEqual(await complete("trace", "--"), ["--help", "--json", "--last", "--quiet", "--stack"]);
});

test("behind an option comes its value, and behind that the arguments again", async (t) => {
  t.deepEqual(await complete("trace", "--stack", ""), ["full", "rehearsal"]);
  t.deepEqual(await complete("up", "--only", "m"), ["misp"]);
  t.deepEqual(await complete("up", "--only", "misp", ""), ["full", "rehearsal"]);
});

test("the script for bash completes in a real bash, wherever the project lies", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "it's here-"));
  t.teardown(() => rm(folder, { recursive: true }));
  const script = scripts["bash"]!(`${folder}/`);
  await writeFile(
    join(folder, "try.sh"),
    `${script}
node() { printf '%s\\n' "$1" "\${@:3}" >&2; printf 'rehearsal\\nfull\\n'; }
COMP_WORDS=(lab up re) COMP_CWORD=2
_lab_completion 2>/dev/null
printf '%s\\n' "\${COMPREPLY[@]}"
lab complete -- up re 2>&1 >/dev/null`,
  );
  const { stdout } = await execa("bash", [join(folder, "try.sh")]);
  t.deepEqual(stdout.split("\n"), [
    "rehearsal",
    "full",
    `${folder}/engine/bootstrap.mjs`,
    "complete",
    "--",
    "up",
    "re",
  ]);
});

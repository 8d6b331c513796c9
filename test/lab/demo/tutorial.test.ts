import { readFile } from "node:fs/promises";
import test from "ava";
import { blocksOf, comparableOutput, fill, shownOf } from "../../../lab/demo/tutorial/blocks.ts";

const text = `Before.

<!-- output: npm run lab -- demo dns --stack rehearsal -->

\`\`\`console
$ npm run lab -- demo dns --stack rehearsal
old
lines
\`\`\`

Between.

<!-- output (last 2): npm run lab -- up rehearsal -->

\`\`\`console
$ npm run lab -- up rehearsal
old
\`\`\`
`;

test("the commands of a text are found with what they printed", (t) => {
  t.deepEqual(blocksOf(text), [
    { command: "npm run lab -- demo dns --stack rehearsal", last: undefined, output: "old\nlines" },
    { command: "npm run lab -- up rehearsal", last: 2, output: "old" },
  ]);
});

test("an output takes the place of the one before, and everything else stays", (t) => {
  const filled = fill(text, new Map([["npm run lab -- up rehearsal", "new"]]));
  t.is(filled, text.replace("rehearsal\nold\n```\n", "rehearsal\nnew\n```\n"));
  t.deepEqual(
    blocksOf(filled).map(({ output }) => output),
    ["old\nlines", "new"],
  );
});

test("of a long output the end is shown, where that is asked for", (t) => {
  t.is(shownOf("\none  \ntwo\nthree\n\n", undefined), "one\ntwo\nthree");
  t.is(shownOf("one\ntwo\nthree\n", 2), "two\nthree");
});

test("two outputs that differ in times and ids alone are the same, and others are not", (t) => {
  const first =
    "  ✓ alerted  + 0.07 s  alert 1795851825.2781 by rule 100722\n  ✓ ticketed  + 2.21 s  ticket 1: iabg.de";
  const second =
    "  ✓ alerted  +12.31 s  alert 1795859999.1 by rule 100722\n  ✓ ticketed  +19.00 s  ticket 27: iabg.de";
  t.is(comparableOutput(first), comparableOutput(second));
  t.not(comparableOutput(first), comparableOutput(first.replace("100722", "100701")));
});

test("the tutorial shows what each of its commands prints", async (t) => {
  const blocks = blocksOf(await readFile(new URL("../../../docs/tutorial.md", import.meta.url), "utf8"));
  t.true(blocks.length >= 8);
  for (const { command, output } of blocks) {
    t.not(output.trim(), "", command);
    t.regex(command, /\brehearsal\b|--list/);
  }
});

import test from "ava";
import type { Logging } from "../../../../engine/plugins/command/output.ts";
import { CommandOutput } from "../../../../engine/plugins/command/output.ts";

function collect(logging?: Logging): { output: CommandOutput; lines: string[] } {
  const lines: string[] = [];
  return { output: new CommandOutput((line) => lines.push(line), logging), lines };
}

test("output is kept without the one line end at its end", (t) => {
  const { output } = collect();
  output.addStdout(Buffer.from("one\ntwo\n\n"));
  output.addStderr(Buffer.from("no line end"));
  output.end();
  t.is(output.stdout, "one\ntwo\n");
  t.is(output.stderr, "no line end");
});

test("an error message has both streams in the order in which they came", (t) => {
  const { output } = collect();
  output.addStdout(Buffer.from("a\n"));
  output.addStderr(Buffer.from("b\n"));
  output.addStdout(Buffer.from("c\n"));
  t.is(output.both, "a\nb\nc\n");
});

test("a line is shown once it is whole, and the last one at the end", (t) => {
  const { output, lines } = collect();
  output.addStdout(Buffer.from("one\r\ntw"));
  t.deepEqual(lines, ["one"]);
  output.addStderr(Buffer.from("error\n"));
  output.addStdout(Buffer.from("o\n\nthree"));
  t.deepEqual(lines, ["one", "error", "two", ""]);
  output.end();
  t.deepEqual(lines, ["one", "error", "two", "", "three"]);
});

test("a character that two chunks share stays whole in the log and in the output", (t) => {
  const { output, lines } = collect();
  const bytes = Buffer.from("schön\n");
  output.addStdout(bytes.subarray(0, 4));
  output.addStdout(bytes.subarray(4));
  output.end();
  t.deepEqual(lines, ["schön"]);
  t.is(output.stdout, "schön");
});

test("a line without end is shown in pieces, and the output is whole", (t) => {
  const { output, lines } = collect();
  for (let chunk = 0; chunk < 2000; chunk++) {
    output.addStdout(Buffer.alloc(10_000, "x"));
  }
  output.end();
  t.is(output.stdout.length, 20_000_000);
  t.is(lines.join("").length, 20_000_000);
  t.true(lines.every((line) => line.length <= 80_000));
});

for (const [logging, shown] of [
  ["stdout", ["out"]],
  ["stderr", ["err"]],
  ["stdoutAndStderr", ["out", "err"]],
  ["none", []],
] as const) {
  test(`with logging ${logging} the log shows ${shown.join(" and ") || "nothing"}, and the output is whole`, (t) => {
    const { output, lines } = collect(logging);
    output.addStdout(Buffer.from("out\n"));
    output.addStderr(Buffer.from("err\n"));
    output.end();
    t.deepEqual(lines, [...shown]);
    t.is(output.stdout, "out");
    t.is(output.stderr, "err");
  });
}

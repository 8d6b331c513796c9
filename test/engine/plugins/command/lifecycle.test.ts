import test from "ava";
import {
  lastWritten,
  lifecycleShape,
  previousOutput,
  runShape,
} from "../../../../engine/plugins/command/lifecycle.ts";
import { checkShape } from "../../../../engine/plugins/provider/check.ts";

function reasons(given: Record<string, never>): string[] {
  const { failures } = checkShape({ ...lifecycleShape, ...runShape }, given, { subject: "command" });
  return failures.map(({ reason }) => reason);
}

test("logging is one of four words", (t) => {
  for (const logging of ["stdout", "stderr", "stdoutAndStderr", "none"]) {
    t.deepEqual(reasons({ logging: logging as never }), []);
  }
  t.deepEqual(reasons({ logging: "all" as never }), [
    "command: property 'logging' must be one of stdout, stderr, stdoutAndStderr, none",
  ]);
});

test("what a command wrote cannot be given", (t) => {
  t.regex(reasons({ stdout: "x" as never }).join(), /'stdout' is an output/);
});

test("the last output is handed on, unless it is empty or not wanted", (t) => {
  const last = lastWritten({ create: "true", stdout: "out", stderr: "" });
  t.deepEqual(previousOutput({}, last), { PULUMI_COMMAND_STDOUT: "out" });
  t.deepEqual(previousOutput({ addPreviousOutputInEnv: false }, last), {});
});

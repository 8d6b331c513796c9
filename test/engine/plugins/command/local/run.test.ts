import { mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExecutionContext } from "ava";
import test from "ava";
import type { LocalCommand } from "../../../../../engine/plugins/command/local/run.ts";
import { runLocally } from "../../../../../engine/plugins/command/local/run.ts";
import { CommandOutput } from "../../../../../engine/plugins/command/output.ts";

const never = new AbortController().signal;

async function run(local: LocalCommand, signal = never): Promise<CommandOutput> {
  const output = new CommandOutput(() => undefined);
  await runLocally(local, output, signal);
  return output;
}

async function temporaryFolder(t: ExecutionContext): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "command-")));
  t.teardown(() => rm(folder, { recursive: true }));
  return folder;
}

test("a command runs in a shell with the environment of Pulumi and its own", async (t) => {
  const output = await run({ command: 'echo "$A $PATH"; echo problem >&2', environment: { A: "own" } });
  t.is(output.stdout, `own ${process.env["PATH"]}`);
  t.is(output.stderr, "problem");
});

test("a command gets its input, or an empty one", async (t) => {
  t.is((await run({ command: "cat", stdin: "given" })).stdout, "given");
  t.is((await run({ command: "cat" })).stdout, "");
});

test("a command that does not read its input still succeeds", async (t) => {
  t.is((await run({ command: "exec true", stdin: "x".repeat(1 << 20) })).stdout, "");
});

test("a command runs in dir, or else in the project's folder", async (t) => {
  const dir = await temporaryFolder(t);
  t.is((await run({ command: "pwd", dir })).stdout, dir);
  t.is((await run({ command: "pwd" })).stdout, await realpath(process.cwd()));
});

test("an interpreter gets the command as its last argument", async (t) => {
  const output = await run({ command: "console.log(6 * 7)", interpreter: [process.execPath, "-e"] });
  t.is(output.stdout, "42");
});

test("a failed command is an error with its status, its text and all that it wrote", async (t) => {
  await t.throwsAsync(run({ command: 'echo "out"; echo err >&2; exit 3' }), {
    message: 'exit status 3: running "echo \\"out\\"; echo err >&2; exit 3":\nout\nerr\n',
  });
});

test("a command that a signal ends is an error that names the signal", async (t) => {
  await t.throwsAsync(run({ command: "kill -TERM $$" }), { message: /^signal: SIGTERM: running / });
});

test("a missing folder and a missing interpreter are told apart", async (t) => {
  await t.throwsAsync(run({ command: "true", dir: "/does/not/exist" }), {
    message: /^the folder "\/does\/not\/exist", given as dir, does not exist: running "true":/,
  });
  await t.throwsAsync(run({ command: "true", interpreter: ["/does/not/exist"] }), {
    message: /^the program "\/does\/not\/exist", given as interpreter, was not found: running "true":/,
  });
});

test("an environment that is too long is an error that says what helps", async (t) => {
  const environment = { PULUMI_COMMAND_STDOUT: "x".repeat(4 << 20) };
  await t.throwsAsync(run({ command: "true", environment }), { message: /addPreviousOutputInEnv/ });
});

test("an interrupted command ends with everything that it started", async (t) => {
  const interrupt = new AbortController();
  const waiting = new Set(["outer", "inner"]);
  const output = new CommandOutput((line) => {
    waiting.delete(line);
    if (waiting.size === 0) {
      interrupt.abort(new Error("the update was interrupted"));
    }
  });
  const command = 'trap "" TERM HUP INT; (echo inner; sleep 600; true) & echo outer; wait';
  // It would last ten minutes if the process in the background, which holds the output open, went on.
  await t.throwsAsync(runLocally({ command }, output, interrupt.signal), {
    message: /^signal: SIGKILL \(the update was interrupted\): running /,
  });
});

test("a command is not started once the update was interrupted", async (t) => {
  const dir = await temporaryFolder(t);
  const aborted = AbortSignal.abort(new Error("the update was interrupted"));
  await t.throwsAsync(run({ command: "touch started", dir }, aborted), {
    message: /^not started \(the update was interrupted\): running /,
  });
  await t.throwsAsync(readFile(join(dir, "started")));
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { CommandError, ConcurrentUpdateError } from "@pulumi/pulumi/automation/index.js";
import { failure, LabError } from "../../lab/failure.ts";
import { findStaleLock, type Lock } from "../../lab/stale-lock.ts";
import { until } from "../helpers/until.ts";

async function folderWith(t: ExecutionContext, ...locks: (Partial<Lock> | string)[]) {
  const folder = await mkdtemp(join(tmpdir(), "locks-"));
  t.teardown(() => rm(folder, { recursive: true }));
  for (const [index, lock] of locks.entries()) {
    await writeFile(join(folder, `${index}.json`), typeof lock === "string" ? lock : JSON.stringify(lock));
  }
  return folder;
}

/** The id of a process that has ended. */
async function goneProcess(): Promise<number> {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await once(child, "exit");
  return child.pid!;
}

const here = { hostname: hostname(), username: "ann", timestamp: "2026-11-28T08:00:00Z" };

test("a lock whose process is gone is stale, and so is one that was cut off", async (t) => {
  const pid = await goneProcess();
  t.is((await findStaleLock(await folderWith(t, { ...here, pid }), "mine"))?.pid, pid);
  t.is((await findStaleLock(await folderWith(t, '{"pid":'), "mine"))?.pid, 0);
  t.is(await findStaleLock(await folderWith(t), "mine"), undefined);
  const folder = await folderWith(t, { ...here, pid });
  await writeFile(join(folder, "0.json.attrs"), '{"user.content_type":"application/json"}');
  t.is((await findStaleLock(folder, "mine"))?.pid, pid);
  t.is(await findStaleLock("/not/there", "mine"), undefined);
});

test("a stack that a living process updates is not touched, and who it is is told", async (t) => {
  const folder = await folderWith(t, { ...here, pid: await goneProcess() }, { ...here, pid: process.pid });
  const { message } = await t.throwsAsync(findStaleLock(folder, "mine", 0), { instanceOf: LabError });
  t.regex(
    message,
    new RegExp(`^Process ${process.pid} on this machine, of ann, has been updating .* since 2026-11-28`),
  );
});

test("a process that is about to go is waited for", async (t) => {
  const child = spawn("sleep", ["60"], { stdio: "ignore" });
  const folder = await folderWith(t, { ...here, pid: child.pid! });
  const found = findStaleLock(folder, "mine", 30_000);
  child.kill("SIGKILL");
  t.is((await found)?.pid, child.pid);
});

test("a process that has ended, which its parent does not know yet, holds nothing", async (t) => {
  // The shell goes on as a program that never asks what became of its child; only then the child ends, with its input.
  const shell = spawn("sh", ["-c", "exec 3<&0; cat <&3 >&2 & echo $!; exec sleep 60"], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  t.teardown(() => shell.kill("SIGKILL"));
  const [output] = (await once(shell.stdout, "data")) as [Buffer];
  const pid = Number(output.toString());
  await until(async () => (await readFile(`/proc/${shell.pid}/comm`, "utf8")) === "sleep\n");
  shell.stdin.end();
  await until(async () => / Z /.test(await readFile(`/proc/${pid}/stat`, "utf8")));
  t.is((await findStaleLock(await folderWith(t, { ...here, pid }), "mine", 0))?.pid, pid);
});

test("a lock of another machine is held, with the command that takes it away", async (t) => {
  const folder = await folderWith(t, { ...here, hostname: "elsewhere", pid: 1 });
  const { message } = await t.throwsAsync(findStaleLock(folder, "mine"));
  t.regex(message, /on elsewhere, of ann, .*`npm run pulumi -- cancel -s mine`/);
});

/** An error of the engine's command, as the Automation API makes it. */
const engineError = (kind: typeof CommandError, stderr: string) =>
  new (kind as unknown as new (result: object) => CommandError)({
    toString: () => `code: 255\nstderr: ${stderr}`,
  });

test("an update that another process makes is explained in the engine's own terms", (t) => {
  const words =
    "error: the stack is currently locked by 1 lock(s).\n  /locks/x.json: created by ann@elsewhere (pid 77) at 2026-11-28T08:00:00Z";
  t.regex(
    failure(engineError(ConcurrentUpdateError, words)),
    /^Process 77 on elsewhere, of ann, has been updating/,
  );
  t.regex(
    failure(engineError(ConcurrentUpdateError, "409 Conflict")),
    /^Another update of this stack is going on/,
  );
});

test("a passphrase that is not the right one is told with what to do when it is lost", (t) => {
  const told = failure(engineError(CommandError, "error: decrypting secret value: incorrect passphrase"));
  t.regex(told, /encrypted with another passphrase/);
  t.regex(told, /lab -- down <stack> --forget/);
});

test("other errors of the engine are told in its words, and a fault of this project with its place", (t) => {
  t.regex(failure(engineError(CommandError, "error: something else")), /something else$/);
  t.regex(failure(new TypeError("x is not a function")), /TypeError: x is not a function\n {4}at /);
  t.is(failure("text"), "text");
});

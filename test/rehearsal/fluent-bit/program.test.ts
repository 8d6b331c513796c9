import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import test from "ava";
import { temporaryFolder } from "../support/folder.ts";
import { until } from "../support/until.ts";
import { configuration } from "./support.ts";

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the stand-in as a program; `meanwhile` may end it. */
async function program(
  args: readonly string[],
  meanwhile?: (output: () => string, end: () => void) => Promise<void>,
): Promise<Ended> {
  const child = spawn(process.execPath, [fileURLToPath(new URL("./program.ts", import.meta.url)), ...args]);
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (part: Buffer) => (stdout += part.toString()));
  child.stderr.on("data", (part: Buffer) => (stderr += part.toString()));
  const exit = once(child, "exit") as Promise<[number | null]>;
  await meanwhile?.(
    () => stderr,
    () => child.kill("SIGTERM"),
  );
  const [code] = await exit;
  return { code, stdout, stderr };
}

const good = "[INPUT]\n  Name tail\n  Path /tmp/none.json\n[OUTPUT]\n  Name null\n  Match *\n";

test("the program says first what it is not, and ends at once at SIGTERM", async (t) => {
  const path = configuration(temporaryFolder(t), `[SERVICE]\n  HTTP_Server On\n  HTTP_Port 0\n${good}`);
  const { code, stdout, stderr } = await program(["-c", path], async (output, end) => {
    await until("the server", () => output().includes("[http_server] listen"));
    end();
  });
  t.is(code, 0);
  t.true(stdout.startsWith("This is a rehearsal stand-in for Fluent Bit 5.1.1, not the real product"));
  t.true(stderr.includes("service has stopped"));
});

test("--dry-run tells that a configuration is good, and ends with 1 for one that is not", async (t) => {
  const folder = temporaryFolder(t);
  const fine = await program(["-c", configuration(folder, good), "--dry-run"]);
  t.is(fine.code, 0);
  t.true(fine.stderr.includes("configuration test is successful"));
  const wrong = await program([
    "--dry-run",
    `--config=${configuration(folder, "[INPUT]\n  Name tail\n  Nope 1\n")}`,
  ]);
  t.is(wrong.code, 1);
  t.true(wrong.stderr.includes("unknown configuration property 'Nope'"));
});

test("a start that is refused ends with the real one's code", async (t) => {
  const folder = temporaryFolder(t);
  t.is((await program(["-c", configuration(folder, "[INPUT]\n  Name tail\n")])).code, 255);
  t.is((await program(["-c", configuration(folder, "[INPUT]\n  Name tial\n")])).code, 1);
});

import { spawn } from "node:child_process";
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { secondsBeforeRetry } from "../../../rehearsal/fluent-bit/pipeline/delivery.ts";
import { temporaryFolder } from "../support/folder.ts";
import { receiveLines } from "../support/line-receiver.ts";
import { until } from "../support/until.ts";
import { configuration, pipeline, tailToTcp } from "./support.ts";

const head = "Read_from_Head On";

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const receiver = await receiveLines();
  await receiver.close();
  return receiver.port;
}

test("the wait before a retry grows at random, up to the cap", (t) => {
  for (let attempt = 1; attempt < 20; attempt += 1) {
    const seconds = secondsBeforeRetry(attempt, { base: 5, cap: 2000 });
    t.true(seconds >= 6 && seconds <= Math.min(2000, 5 * 2 ** attempt) + 1);
  }
});

test("without a receiver a line is dropped after one retry, also from disk", async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "alerts.json"), "lost\n");
  const text = tailToTcp(folder, await freePort(), {
    service: `storage.path ${folder}/storage`,
    input: `${head}\n    storage.type filesystem`,
  });
  const running = await pipeline(t, folder, text);
  await until("the line to be dropped", () => running.metrics().output["tcp.0"]?.["dropped_records"] === 1);
  t.true(running.log.some((line) => /failed to flush chunk '.*', retry in 2 seconds/.test(line)));
  t.true(running.log.some((line) => line.includes("cannot be retried")));
  t.like(running.metrics().output["tcp.0"], { retries: 1, retries_failed: 1, proc_records: 0 });
  t.deepEqual(chunksIn(folder), []);
});

test("with no limit of retries a line waits for its receiver", async (t) => {
  const folder = temporaryFolder(t);
  const port = await freePort();
  writeFileSync(join(folder, "alerts.json"), "kept\n");
  const output = "Raw_Message_Key $log\n    Retry_Limit no_limits";
  const running = await pipeline(t, folder, tailToTcp(folder, port, { input: head, output }));
  await until("two tries", () => (running.metrics().output["tcp.0"]?.["retries"] ?? 0) >= 1);
  const receiver = await receiveLines(port);
  t.teardown(receiver.close);
  await until("the line", () => receiver.lines().length === 1);
  t.deepEqual(receiver.lines(), ["kept"]);
});

test("what waits on disk survives a kill -9 and is delivered once", async (t) => {
  const folder = temporaryFolder(t);
  const port = await freePort();
  const file = join(folder, "alerts.json");
  writeFileSync(file, "");
  const text = tailToTcp(folder, port, {
    service: `storage.path ${folder}/storage`,
    input: `${head}\n    DB ${folder}/alerts.db\n    storage.type filesystem`,
    output: "Raw_Message_Key $log\n    Retry_Limit no_limits",
  });
  const program = fileURLToPath(new URL("./program.ts", import.meta.url));
  const child = spawn(process.execPath, [program, "-c", configuration(folder, text)], { stdio: "ignore" });
  t.teardown(() => child.kill("SIGKILL"));
  for (const line of ["one", "two", "three"]) {
    appendFileSync(file, `${line}\n`);
    await until(`${line} on disk`, () =>
      chunksIn(folder).some((name) => readFileSync(join(folder, "storage", name)).includes(line)),
    );
  }
  child.kill("SIGKILL");
  await new Promise((resolve) => child.once("exit", resolve));
  const receiver = await receiveLines(port);
  t.teardown(receiver.close);
  const running = await pipeline(t, folder, text);
  await until("the three lines", () => receiver.lines().length >= 3);
  await running.stop();
  t.deepEqual(receiver.lines().sort(), ["one", "three", "two"]);
  t.deepEqual(chunksIn(folder), []);
});

test("the oldest chunks make room when too much waits on disk", async (t) => {
  const folder = temporaryFolder(t);
  const port = await freePort();
  const file = join(folder, "alerts.json");
  writeFileSync(file, "");
  const text = tailToTcp(folder, port, {
    service: `storage.path ${folder}/storage`,
    input: `${head}\n    storage.type filesystem`,
    output: "Raw_Message_Key $log\n    Retry_Limit no_limits\n    storage.total_limit_size 3k",
  });
  const running = await pipeline(t, folder, text);
  for (let number = 1; number <= 4; number += 1) {
    appendFileSync(file, `${String(number).repeat(1000)}\n`);
    await until("the retry", () => (running.metrics().output["tcp.0"]?.["retries"] ?? 0) >= number);
  }
  await until(
    "the first to be dropped",
    () => (running.metrics().output["tcp.0"]?.["dropped_records"] ?? 0) >= 1,
  );
  const receiver = await receiveLines(port);
  t.teardown(receiver.close);
  await until("the last", () => receiver.lines().some((line) => line.startsWith("4")));
  t.false(receiver.lines().some((line) => line.startsWith("1")));
});

test("reading pauses when too much waits in memory, and goes on afterwards", async (t) => {
  const folder = temporaryFolder(t);
  const port = await freePort();
  const lines = Array.from({ length: 300 }, (_, index) => `${index} ${"x".repeat(1000)}`);
  writeFileSync(join(folder, "alerts.json"), lines.map((line) => `${line}\n`).join(""));
  const text = tailToTcp(folder, port, {
    input: `${head}\n    Mem_Buf_Limit 50k`,
    output: "Raw_Message_Key $log\n    Retry_Limit no_limits",
  });
  const running = await pipeline(t, folder, text);
  await until("the pause", () => running.log.some((line) => line.includes("paused (mem buf overlimit)")));
  const taken = running.metrics().input["tail.0"]?.["records"] ?? 0;
  t.true(taken > 0 && taken < 300);
  const receiver = await receiveLines(port);
  t.teardown(receiver.close);
  await until("every line", () => receiver.lines().length === 300);
  t.deepEqual(receiver.lines().sort(), [...lines].sort());
});

test("a line longer than the buffer is skipped where that is asked", async (t) => {
  const folder = temporaryFolder(t);
  const receiver = await receiveLines();
  t.teardown(receiver.close);
  writeFileSync(join(folder, "alerts.json"), `before\n${"x".repeat(40_000)}\nafter\n`);
  const text = tailToTcp(folder, receiver.port, { input: `${head}\n    Skip_Long_Lines On` });
  const running = await pipeline(t, folder, text);
  await until("both short lines", () => receiver.lines().length === 2);
  t.deepEqual(receiver.lines(), ["before", "after"]);
  t.is(running.metrics().input["tail.0"]?.["long_line_skipped"], 1);
  t.is(running.log.filter((line) => line.includes("have long lines. Skipping long lines.")).length, 1);
});

test("a line longer than the buffer otherwise ends the reading of its file", async (t) => {
  const folder = temporaryFolder(t);
  const receiver = await receiveLines();
  t.teardown(receiver.close);
  const file = join(folder, "alerts.json");
  writeFileSync(file, `before\n${"x".repeat(40_000)}\n`);
  const text = tailToTcp(folder, receiver.port, { input: head }).replace("alerts.json", "*.json");
  const running = await pipeline(t, folder, text);
  await until("the error", () => running.log.some((line) => line.includes("requires a larger buffer size")));
  appendFileSync(file, "after\n");
  writeFileSync(join(folder, "other.json"), "another file\n");
  await until("the other file", () => receiver.lines().includes("another file"));
  t.deepEqual(receiver.lines(), ["before", "another file"]);
});

test("a larger buffer takes a long line", async (t) => {
  const folder = temporaryFolder(t);
  const receiver = await receiveLines();
  t.teardown(receiver.close);
  writeFileSync(join(folder, "alerts.json"), `${"x".repeat(131_000)}\n`);
  const input = `${head}\n    Buffer_Chunk_Size 64k\n    Buffer_Max_Size 256k`;
  await pipeline(t, folder, tailToTcp(folder, receiver.port, { input }));
  await until("the line", () => receiver.lines().length === 1);
  t.is(receiver.lines()[0]?.length, 131_000);
});

function chunksIn(folder: string): string[] {
  try {
    return readdirSync(join(folder, "storage"), { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".flb"),
    );
  } catch {
    return [];
  }
}

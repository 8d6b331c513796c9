import { appendFileSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { temporaryFolder } from "../support/folder.ts";
import { receiveLines } from "../support/line-receiver.ts";
import { until } from "../support/until.ts";
import { pipeline, tailToTcp } from "./support.ts";

const withDatabase = (folder: string): string => `DB ${folder}/alerts.db`;
const fromHead = (folder: string): string => `${withDatabase(folder)}\n    Read_from_Head On`;

test("without a parser every byte of the file arrives, a line each", async (t) => {
  const folder = temporaryFolder(t);
  const receiver = await receiveLines();
  t.teardown(receiver.close);
  const file = join(folder, "alerts.json");
  const content = Buffer.concat([
    Buffer.from(
      '{"timestamp":"2026-11-24T07:54:26.871+0000","n":1.50,"text":"Grüße 🦊"}\n{"big":12345678901234567890}\n',
    ),
    Buffer.from([0xff, 0xfe, 0x00, 0x41, 0x0a]),
    Buffer.from(`${"x".repeat(20_000)}\n`),
  ]);
  writeFileSync(file, content);
  await pipeline(t, folder, tailToTcp(folder, receiver.port, { input: fromHead(folder) }));
  await until("the whole file", () => receiver.bytes().length >= content.length);
  t.deepEqual(receiver.bytes(), content);
});

test("a first start reads from the end, and a restart goes on where the last one stopped", async (t) => {
  const folder = temporaryFolder(t);
  const receiver = await receiveLines();
  t.teardown(receiver.close);
  const file = join(folder, "alerts.json");
  writeFileSync(file, "lost\n");
  const text = tailToTcp(folder, receiver.port, { input: withDatabase(folder) });
  const first = await pipeline(t, folder, text);
  appendFileSync(file, "one\nhalf");
  await until("the first line", () => receiver.lines().length === 1);
  await first.stop();
  appendFileSync(file, " a line\ntwo\n");
  await pipeline(t, folder, text);
  await until("the lines of the second run", () => receiver.lines().length === 3);
  t.deepEqual(receiver.lines(), ["one", "half a line", "two"]);
});

test("a file that appears later is found by the refresh and read from its head", async (t) => {
  const folder = temporaryFolder(t);
  const receiver = await receiveLines();
  t.teardown(receiver.close);
  await pipeline(t, folder, tailToTcp(folder, receiver.port, { input: withDatabase(folder) }));
  writeFileSync(join(folder, "alerts.json"), "first\n");
  await until("the line", () => receiver.lines().length === 1);
  t.deepEqual(receiver.lines(), ["first"]);
});

test("after Wazuh's rotation the old inode is drained and the new file is read", async (t) => {
  const folder = temporaryFolder(t);
  const receiver = await receiveLines();
  t.teardown(receiver.close);
  const file = join(folder, "alerts.json");
  writeFileSync(file, "");
  const running = await pipeline(t, folder, tailToTcp(folder, receiver.port, { input: fromHead(folder) }));
  renameSync(file, join(folder, "yesterday.json"));
  writeFileSync(file, "new\n");
  appendFileSync(join(folder, "yesterday.json"), "old\n");
  await until("both lines", () => receiver.lines().length === 2);
  t.deepEqual(receiver.lines().sort(), ["new", "old"]);
  unlinkSync(join(folder, "yesterday.json"));
  await until("the end of the old file", () => running.metrics().input["tail.0"]?.["files_closed"] === 1);
});

test("what is written to the old file while nobody reads is lost, as is the new file's start", async (t) => {
  const folder = temporaryFolder(t);
  const receiver = await receiveLines();
  t.teardown(receiver.close);
  const file = join(folder, "alerts.json");
  writeFileSync(file, "before\n");
  const text = tailToTcp(folder, receiver.port, { input: withDatabase(folder) });
  const first = await pipeline(t, folder, text);
  await first.stop();
  renameSync(file, join(folder, "yesterday.json"));
  appendFileSync(join(folder, "yesterday.json"), "lost in the old file\n");
  writeFileSync(file, "lost in the new file\n");
  await pipeline(t, folder, text);
  appendFileSync(file, "seen\n");
  await until("the line", () => receiver.lines().length === 1);
  t.deepEqual(receiver.lines(), ["seen"]);
});

test("a raw message key without the dollar sends its own name for every line", async (t) => {
  const folder = temporaryFolder(t);
  const receiver = await receiveLines();
  t.teardown(receiver.close);
  writeFileSync(join(folder, "alerts.json"), "one\ntwo\n");
  const output = "Raw_Message_Key log";
  await pipeline(t, folder, tailToTcp(folder, receiver.port, { input: fromHead(folder), output }));
  await until("both lines", () => receiver.lines().length === 2);
  t.deepEqual(receiver.lines(), ["log", "log"]);
});

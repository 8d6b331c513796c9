import { readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { DailyFile } from "../../../rehearsal/wazuh-manager/daily-file.ts";

const local = (day: number, hour: number) => new Date(2026, 10, day, hour).getTime();

async function alertsFile(t: ExecutionContext, maxSize = 0) {
  const folder = await mkdtemp(join(tmpdir(), "alerts-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const open = (time: number) => {
    const file = new DailyFile(
      { folder, tag: "alerts", link: "alerts.json", maxSize, owner: undefined },
      time,
    );
    t.teardown(() => {
      file.close();
    });
    return file;
  };
  const at = (path: string) => join(folder, path);
  return {
    open,
    at,
    read: (path: string) => readFileSync(at(path), "utf8"),
    inode: (path: string) => statSync(at(path)).ino,
  };
}

test("alerts.json is a hard link of the day's file", async (t) => {
  const { open, at, read, inode } = await alertsFile(t);
  open(local(24, 12)).append("one\n");
  t.is(read("2026/Nov/ossec-alerts-24.json"), "one\n");
  t.is(inode("alerts.json"), inode("2026/Nov/ossec-alerts-24.json"));
  t.is(statSync(at("alerts.json")).nlink, 2);
  t.is(statSync(at("alerts.json")).mode & 0o777, 0o640);
});

test("a new day brings a new file; what was written before the change stays in the old one, which keeps its name", async (t) => {
  const { open, at, read, inode } = await alertsFile(t);
  const file = open(local(24, 23));
  file.append("one\n");
  const before = inode("alerts.json");
  file.append("two\n");
  file.rotate(local(25, 0));
  file.append("three\n");
  t.is(read("2026/Nov/ossec-alerts-24.json"), "one\ntwo\n");
  t.is(statSync(at("2026/Nov/ossec-alerts-24.json")).nlink, 1);
  t.is(inode("2026/Nov/ossec-alerts-24.json"), before);
  t.is(read("alerts.json"), "three\n");
  t.is(inode("alerts.json"), inode("2026/Nov/ossec-alerts-25.json"));
});

test("within a day nothing changes", async (t) => {
  const { open, inode } = await alertsFile(t);
  const file = open(local(24, 1));
  const before = inode("alerts.json");
  file.rotate(local(24, 23));
  t.is(inode("alerts.json"), before);
});

test("a start goes on with the day's file, and makes the link again", async (t) => {
  const { open, at, read } = await alertsFile(t);
  open(local(24, 1)).append("one\n");
  writeFileSync(at("2026/Nov/ossec-alerts-24.json"), "two\n", { flag: "a" });
  const again = open(local(24, 2));
  t.is(again.size, 8);
  again.append("three\n");
  t.is(read("alerts.json"), "one\ntwo\nthree\n");
});

test("a start with a file above the limit takes one with a number, and alerts.json with it", async (t) => {
  const { open, read, inode } = await alertsFile(t, 3);
  open(local(24, 1)).append("one\n");
  open(local(24, 2)).append("two\n");
  t.is(read("2026/Nov/ossec-alerts-24-001.json"), "two\n");
  t.is(inode("alerts.json"), inode("2026/Nov/ossec-alerts-24-001.json"));
});

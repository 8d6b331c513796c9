import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import { VerifiedExecutables } from "../../engine/verified-executables.ts";
import { temporaryFolder } from "./support/machine.ts";

test("an executable is asked once, also by later runs, until it is another one", async (t) => {
  const folder = await temporaryFolder(t);
  const [tool, record] = [join(folder, "tool"), join(folder, "cache", "verified.json")];
  let asked = 0;
  const ask = (): Promise<string> => Promise.resolve(`answer ${(asked += 1)}`);
  await writeFile(tool, "one");

  const first = await VerifiedExecutables.load(record);
  t.is(await first.answerOf(tool, ask), "answer 1");
  t.is(await first.answerOf(tool, ask), "answer 1");
  await first.save();
  t.is(await (await VerifiedExecutables.load(record)).answerOf(tool, ask), "answer 1");

  await writeFile(`${tool}.new`, "two");
  await rename(`${tool}.new`, tool);
  t.is(await (await VerifiedExecutables.load(record)).answerOf(tool, ask), "answer 2");
});

test("one that is gone or fails has no answer, and is asked again", async (t) => {
  const folder = await temporaryFolder(t);
  const tool = join(folder, "tool");
  await writeFile(tool, "one");
  const verified = await VerifiedExecutables.load(join(folder, "verified.json"));
  const broken = (): Promise<string> => Promise.reject(new Error("it does not start"));
  await t.throwsAsync(verified.answerOf(tool, broken), { message: "it does not start" });
  t.is(await verified.answerOf(tool, () => Promise.resolve("fine")), "fine");
  await rm(tool);
  await t.throwsAsync(verified.answerOf(tool, broken), { code: "ENOENT" });
});

test("a damaged record is an empty one", async (t) => {
  const folder = await temporaryFolder(t);
  const [tool, record] = [join(folder, "tool"), join(folder, "verified.json")];
  await writeFile(tool, "one");
  await writeFile(record, '{"/some/pa');
  const verified = await VerifiedExecutables.load(record);
  t.is(await verified.answerOf(tool, () => Promise.resolve("asked")), "asked");
});

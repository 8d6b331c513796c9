import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "ava";
import { forgetSalt } from "../../lab/stack-settings.ts";

const salt = "encryptionsalt: v1:kElxMQ6IzGU=:v1:S24lQh9v:4VuRht6TuW==\n";

async function after(text: string): Promise<string | undefined> {
  const folder = await mkdtemp(path.join(tmpdir(), "settings-"));
  const file = path.join(folder, "Pulumi.student.yaml");
  await writeFile(file, text);
  await forgetSalt(file);
  const left = existsSync(file) ? await readFile(file, "utf8") : undefined;
  await rm(folder, { recursive: true });
  return left;
}

test("a stack's file is as it was before, with its comments, once the stack is gone", async (t) => {
  const before = "# What it is.\nconfig:\n  lab:profile: rehearsal # the small one\n";
  t.is(await after(before + salt), before);
  t.is(await after(before), before);
});

test("the salt stays where the file holds values that were encrypted with it", async (t) => {
  const before = `config:\n  lab:misp:\n    apiKey:\n      secure: v1:abc\n${salt}`;
  t.is(await after(before), before);
});

test("a file that held nothing but the salt goes, and one that is not there is no trouble", async (t) => {
  t.is(await after(salt), undefined);
  await t.notThrowsAsync(forgetSalt(path.join(tmpdir(), "not-there", "Pulumi.x.yaml")));
});

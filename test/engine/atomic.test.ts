import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import { makeFolder, writeFileAtomic } from "../../engine/atomic.ts";
import { temporaryFolder } from "./support/machine.ts";

test("a folder appears under its name when it is complete, and not before", async (t) => {
  const target = join(await temporaryFolder(t), "deep", "made");
  await makeFolder(target, async (folder) => {
    await writeFile(join(folder, "a"), "1");
    t.false(existsSync(target));
  });
  t.is(await readFile(join(target, "a"), "utf8"), "1");
  t.deepEqual(await readdir(join(target, "..")), ["made"]);
});

test("a folder that is there is not made again", async (t) => {
  const target = await temporaryFolder(t);
  await makeFolder(target, () => {
    t.fail();
    return Promise.resolve();
  });
  t.pass();
});

test("a failure leaves nothing, and comes through", async (t) => {
  const parent = await temporaryFolder(t);
  const failing = makeFolder(join(parent, "made"), async (folder) => {
    await writeFile(join(folder, "half"), "");
    throw new Error("no more");
  });
  await t.throwsAsync(failing, { message: "no more" });
  t.deepEqual(await readdir(parent), []);
});

test("of two that make the same folder at once one wins, and the other one is content", async (t) => {
  const parent = await temporaryFolder(t);
  const target = join(parent, "made");
  let waiting = 0;
  let go: () => void;
  const bothThere = new Promise<void>((resolve) => (go = resolve));
  const make = (content: string): Promise<void> =>
    makeFolder(target, async (folder) => {
      await writeFile(join(folder, "content"), content);
      waiting += 1;
      if (waiting === 2) {
        go();
      }
      await bothThere;
    });
  await Promise.all([make("one"), make("two")]);
  t.regex(await readFile(join(target, "content"), "utf8"), /^(one|two)$/);
  t.deepEqual(await readdir(parent), ["made"]);
});

test("what a killed process left is removed after a day, and what another one is making is not", async (t) => {
  const parent = await temporaryFolder(t);
  const [old, recent, foreign] = ["made.1-aa.tmp", "made.2-bb.tmp", "other.3-cc.tmp"].map((name) =>
    join(parent, name),
  );
  await Promise.all([old!, recent!, foreign!].map((folder) => mkdir(folder)));
  const dayAndMore = Date.now() / 1_000 - 25 * 3_600;
  await Promise.all([old!, foreign!].map((folder) => utimes(folder, dayAndMore, dayAndMore)));
  await makeFolder(join(parent, "made"), () => Promise.resolve());
  t.deepEqual((await readdir(parent)).sort(), ["made", "made.2-bb.tmp", "other.3-cc.tmp"]);
});

test("a file is replaced as a whole, and only its user may read it", async (t) => {
  const parent = await temporaryFolder(t);
  const file = join(parent, "record.json");
  await writeFileAtomic(file, "old");
  await writeFileAtomic(file, "new");
  t.is(await readFile(file, "utf8"), "new");
  t.is((await stat(file)).mode & 0o777, 0o600);
  t.deepEqual(await readdir(parent), ["record.json"]);
});

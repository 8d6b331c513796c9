import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { findAssets } from "../../../../../engine/plugins/command/local/assets.ts";

test("files are found by globs, the last one that matches deciding", async (t) => {
  const dir = await mkdtemp(join(tmpdir(), "assets-"));
  t.teardown(() => rm(dir, { recursive: true }));
  await mkdir(join(dir, "src", "deep"), { recursive: true });
  for (const file of [
    "readme.md",
    "src/index.js",
    "src/secret.js",
    "src/deep/secret.js",
    "src/kept.secret.js",
  ]) {
    await writeFile(join(dir, file), `content of ${file}`);
  }
  await symlink("../readme.md", join(dir, "src", "link.js"));

  const assets = await findAssets(dir, ["src/**.js", "!**secret.*", "src/kept.*"]);

  t.deepEqual(Object.keys(assets).sort(), ["src/index.js", "src/kept.secret.js", "src/link.js"]);
  t.is(assets["src/index.js"]?.["path"], `${dir}/src/index.js`);
  const hash = createHash("sha256").update("content of src/index.js").digest("hex");
  t.is(assets["src/index.js"]?.["hash"], hash);
});

test("a folder is never an asset, whatever the glob", async (t) => {
  const dir = await mkdtemp(join(tmpdir(), "assets-"));
  t.teardown(() => rm(dir, { recursive: true }));
  await mkdir(join(dir, "empty"));
  t.deepEqual(await findAssets(dir, ["**"]), {});
});

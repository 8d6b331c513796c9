import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { execa } from "execa";
import { LabError } from "../../../lab/lab-error.ts";
import { userContent } from "../../../lab/rules/user-content.ts";
import { broken, goodConf, goodRules } from "../../analysis/check/content.ts";

const lab = (...parameters: string[]) =>
  execa(process.execPath, [fileURLToPath(new URL("../../../lab/main.ts", import.meta.url)), ...parameters], {
    reject: false,
  });

async function folderOf(
  rules: string,
): Promise<{ folder: string; conf: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "rules-"));
  await writeFile(join(folder, "local_rules.xml"), rules);
  const conf = join(folder, "ossec.conf");
  await writeFile(conf, goodConf);
  return { folder, conf, remove: () => rm(folder, { recursive: true }) };
}

test("lab rules check of somebody's own folder names file, line, rule and what to do, and ends with 1", async (t) => {
  const { folder, conf, remove } = await folderOf(broken("61605, 92101, 92108", "61605"));
  const { stdout, exitCode } = await lab("rules", "check", "--rules", folder, "--ossec-conf", conf);
  await remove();
  t.is(exitCode, 1);
  t.regex(stdout, /local_rules\.xml\n {2}✗ line 2 {4}Rule 100703 does not get all of its events/);
  t.regex(
    stdout,
    /\n {14}\| <rule id="100703" level="3">\n {14}→ Name them as parents too: <if_sid>\.\.\., 92101, 92108<\/if_sid>\.\n/,
  );
  t.regex(stdout, /\n6 rules: 1 error\.$/);
});

test("for machines it prints one JSON document, and the lab's own content has no findings in it", async (t) => {
  const { stdout, exitCode } = await lab("rules", "check", "--json");
  t.like(JSON.parse(stdout), { findings: [] });
  t.is(exitCode, 0);
});

test("a folder that is not there, or that holds no XML, is told by its name", async (t) => {
  await t.throwsAsync(userContent({ rules: "no/such/folder" }), {
    instanceOf: LabError,
    message: /^The folder no\/such\/folder cannot be read: ENOENT/,
  });
  const { folder, remove } = await folderOf(goodRules);
  await rm(join(folder, "local_rules.xml"));
  await t.throwsAsync(userContent({ rules: folder }), {
    message: /^There is no file \*\.xml in .*, and Wazuh reads no other\.$/,
  });
  await t.throwsAsync(userContent({ ossecConf: join(folder, "no.conf") }), {
    message: /no\.conf cannot be read/,
  });
  await remove();
});

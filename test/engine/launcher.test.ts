import { execFile } from "node:child_process";
import { copyFile, mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import test, { type ExecutionContext } from "ava";
import { pluginNames, standInFolder, type PluginName } from "../../engine/plugins.ts";
import { makeMachine, type Machine } from "./support/machine.ts";

const start = promisify(execFile);

/** A clone that has nothing but the launcher, a plugin that tells how it was started, and a Node of its own. */
async function makeClone(
  t: ExecutionContext,
  name: PluginName,
): Promise<Machine & { readonly launcher: string }> {
  const machine = await makeMachine(t);
  const plugin = join(machine.folder, "a clone/engine/plugins", name);
  const launcher = join(plugin, "bin", `pulumi-resource-${name}`);
  await mkdir(dirname(launcher), { recursive: true });
  await copyFile(join(standInFolder(name), `pulumi-resource-${name}`), launcher);
  await writeFile(join(plugin, "main.ts"), "");
  await machine.executable("a clone/node_modules/node/bin/node", 'echo "node of the clone: $*"');
  return { ...machine, launcher };
}

for (const name of pluginNames) {
  test(`the ${name} stand-in starts on the clone's own Node, wherever it is called from`, async (t) => {
    const { launcher, folder } = await makeClone(t, name);
    const expected = `node of the clone: ${join(folder, "a clone/engine/plugins", name, "main.ts")} 127.0.0.1:1 two words\n`;
    t.is((await start(launcher, ["127.0.0.1:1", "two words"], { cwd: "/" })).stdout, expected);

    await mkdir(join(folder, "links"));
    await symlink(launcher, join(folder, "links/absolute"));
    await symlink("links/absolute", join(folder, "relative"));
    t.is((await start(join(folder, "relative"), ["127.0.0.1:1", "two words"])).stdout, expected);
    t.is((await start("./relative", ["127.0.0.1:1", "two words"], { cwd: folder })).stdout, expected);
  });
}

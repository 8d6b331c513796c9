import { fileURLToPath } from "node:url";
import test from "ava";
import { execa } from "execa";

const preload = new URL("../../engine/lazy-packages.mjs", import.meta.url).href;
const project = fileURLToPath(new URL("../../", import.meta.url));

/** Runs a few lines below the engine, and gives what they print. */
async function runPreloaded(...lines: string[]): Promise<string> {
  const loaded = "const loaded = (part) => Object.keys(require.cache).some((path) => path.includes(part));";
  const { stdout } = await execa("node", [`--import=${preload}`, "--eval", [loaded, ...lines].join("\n")], {
    cwd: project,
    env: { PULUMI_NODEJS_TYPESCRIPT: "true" },
  });
  return stdout;
}

test("a program loads neither the compiler nor npm's tree of packages", async (t) => {
  t.is(
    await runPreloaded(
      'require("@pulumi/pulumi"); require("@pulumi/docker"); require("@pulumi/pulumi/automation");',
      'console.log(loaded("/node_modules/typescript/"), loaded("/vendor/typescript"), loaded("/arborist/lib/arborist/"));',
    ),
    "false false false",
  );
});

test("both are there at their first use", async (t) => {
  t.is(
    await runPreloaded(
      'const compiler = require("@pulumi/pulumi/typescript-shim");',
      'const tree = require("@npmcli/arborist");',
      'console.log(compiler.ScriptTarget.Latest > 0, tree.Arborist.name, loaded("/arborist/lib/arborist/"));',
    ),
    "true Arborist true",
  );
});

test("a program is run as it is, whatever the language host says, and without @pulumi/pulumi's source maps", async (t) => {
  t.is(
    await runPreloaded(
      'require("source-map-support/register");',
      'console.log(process.env.PULUMI_NODEJS_TYPESCRIPT, loaded("/source-map-support/source-map-support.js"));',
    ),
    "undefined false",
  );
});

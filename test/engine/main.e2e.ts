import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { execa } from "execa";
import { pulumiVersion, isAtLeast } from "../../engine/versions.ts";

const project = fileURLToPath(new URL("../../", import.meta.url));
const home = await mkdtemp(join(tmpdir(), "engine-e2e-"));
const stack = `enginee2e${process.pid}`;
const stackFile = join(project, `stacks/Pulumi.${stack}.yaml`);

/** `npm run pulumi -- ...` of a user who has never used the lab, but for the engine in the cache. */
const pulumi = (...parameters: string[]) =>
  execa("node", ["engine/bootstrap.mjs", "engine/main.ts", "pulumi", ...parameters], {
    cwd: project,
    env: { LAB_HOME: join(home, "data"), PULUMI_HOME: join(home, "pulumi"), LAB_PLUGINS: "stand-in" },
    reject: false,
  });

test.after.always(async () => {
  await rm(stackFile, { force: true });
  await rm(home, { recursive: true, force: true });
});

test.serial("the plain engine answers, and only its own words are on standard output", async (t) => {
  const { stdout, stderr, exitCode } = await pulumi("version");
  t.is(exitCode, 0, stderr);
  t.regex(stdout, /^v?\d+\.\d+\.\d+$/);
  t.true(isAtLeast(stdout, pulumiVersion));
  t.regex(stderr, /! Stand-ins are used for the official plugins docker and command/);
});

test.serial(
  "stacks are made and listed in the user's data folder, with a passphrase of the user's own",
  async (t) => {
    const made = await pulumi("stack", "init", stack);
    t.is(made.exitCode, 0, made.stderr);
    const { stdout } = await pulumi("stack", "ls", "--json");
    t.deepEqual(
      (JSON.parse(stdout) as { name: string }[]).map(({ name }) => name),
      [stack],
    );
    t.true((await stat(join(home, "data/state/.pulumi/stacks"))).isDirectory());
    t.is((await stat(join(home, "data/passphrase"))).mode & 0o777, 0o600);
    const secret = await pulumi("config", "set", "--secret", "lab:probe", "hidden", "-s", stack);
    t.is(secret.exitCode, 0, secret.stderr);
    t.is((await pulumi("config", "get", "lab:probe", "-s", stack)).stdout, "hidden");
  },
);

test.serial("the engine's exit code and errors come through", async (t) => {
  const { exitCode, stderr } = await pulumi("stack", "output", "-s", "nobody");
  t.not(exitCode, 0);
  t.regex(stderr, /no stack named 'nobody'/);
});

test.serial(
  "a stack with a file is made where Pulumi would offer it and nobody can be asked, and no other",
  async (t) => {
    const removed = await pulumi("stack", "rm", "--yes", stack);
    t.is(removed.exitCode, 0, removed.stderr);
    await writeFile(stackFile, "config:\n  lab:profile: none such\n");
    const preview = await pulumi("preview", "-s", stack, "--non-interactive");
    t.not(preview.exitCode, 0, "the configuration is wrong");
    t.notRegex(preview.stdout + preview.stderr, /no stack named/);
    t.regex((await pulumi("stack", "ls")).stdout, new RegExp(stack));

    const other = await pulumi("preview", "-s", "nobody", "--non-interactive");
    t.regex(other.stderr, /no stack named 'nobody'/);
    const gone = await pulumi("stack", "rm", "--yes", stack);
    t.is(gone.exitCode, 0, gone.stderr);
    const destroy = await pulumi("destroy", "--yes", "-s", stack);
    t.regex(destroy.stderr, /no stack named/);
  },
);

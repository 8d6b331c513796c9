import { execFile } from "node:child_process";
import { access, mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import command from "@pulumi/command";
import pulumi from "@pulumi/pulumi";
import test from "ava";
import { until } from "../../../helpers/until.ts";
import type { PluginStack } from "../support/stack.ts";
import { openPluginStack } from "../support/stack.ts";

const { Command } = command.local;

let lab: PluginStack;
test.before(async () => {
  lab = await openPluginStack("command");
});
test.after.always(() => lab.close());

/** A resource whose properties no type checks. */
class Untyped extends pulumi.CustomResource {}

/** What the commands of a test wrote into the file that stands for the thing they manage. */
async function written(file: string): Promise<string[]> {
  return (await readFile(join(lab.folder, file), "utf8")).trim().split("\n");
}

function lifecycle(version: string): pulumi.automation.PulumiFn {
  return async () => {
    const dir = lab.folder;
    const environment = { VERSION: version };
    const log = (verb: string, name: string): string =>
      `echo ${verb} $VERSION "<$PULUMI_COMMAND_STDOUT>" | tee -a ${name}; echo note >&2`;
    const full = new Command("full", {
      create: log("create", "full"),
      update: log("update", "full"),
      delete: log("delete", "full"),
      dir,
      environment,
    });
    new Command("create-only", { create: log("create", "create-only"), dir, environment });
    new Command("replaced", {
      create: log("create", "replaced"),
      delete: log("delete", "replaced"),
      dir,
      environment,
      triggers: [version, { deep: ["same"] }],
    });
    new Command("without-previous", {
      create: log("create", "without-previous"),
      dir,
      environment,
      addPreviousOutputInEnv: false,
    });
    new Command("empty", {});
    new Command(
      "secret",
      { create: "cat", stdin: pulumi.secret("very private"), logging: "none" },
      { additionalSecretOutputs: ["stdout"] },
    );
    const run = await command.local.run({ command: "cat", stdin: `run ${version}\n` });
    return { stdout: full.stdout, stderr: full.stderr, run: run.stdout };
  };
}

test.serial(
  "commands run when they are made, and the output of each is an output of its resource",
  async (t) => {
    const outputs = await lab.up(lifecycle("1"));
    t.deepEqual(outputs, { stdout: "create 1 <>", stderr: "note", run: "run 1" });
    t.deepEqual(await written("full"), ["create 1 <>"]);
    t.deepEqual(lab.said.get("full")?.sort(), ["create 1 <>", "note"]);
    const { id, outputs: state } = (await lab.resource("full"))!;
    t.regex(id, /^full[0-9a-f]{8}$/);
    t.is(state["stdout"], "create 1 <>");
    t.is((await lab.resource("empty"))!.outputs["stdout"], "");
  },
);

test.serial("what is secret is encrypted in state, and not shown", async (t) => {
  t.truthy(await lab.resource("secret"));
  t.false((await lab.stateText()).includes("very private"));
  t.is(lab.said.get("secret"), undefined);
});

test.serial("a second update without a change runs nothing", async (t) => {
  await lab.up(lifecycle("1"));
  t.deepEqual([...new Set(lab.done.values())], ["same"]);
  t.deepEqual(await written("full"), ["create 1 <>"]);
});

test.serial(
  "a change runs update, or else create, and finds the last output; a trigger replaces",
  async (t) => {
    const outputs = await lab.up(lifecycle("2"));
    t.is(lab.done.get("full"), "update");
    t.is(lab.done.get("create-only"), "update");
    t.is(lab.done.get("replaced"), "replace");
    t.is(lab.done.get("empty"), "same");
    t.is(outputs["stdout"], "update 2 <create 1 <>>");
    t.deepEqual(await written("create-only"), ["create 1 <>", "create 2 <create 1 <>>"]);
    t.deepEqual(await written("without-previous"), ["create 1 <>", "create 2 <>"]);
    t.deepEqual(await written("replaced"), ["create 1 <>", "create 2 <>", "delete 1 <create 1 <>>"]);
  },
);

test.serial("a refresh changes nothing, for what a command made cannot be looked up", async (t) => {
  await rm(join(lab.folder, "replaced"));
  await lab.refresh();
  t.deepEqual([...new Set(lab.done.values())], ["refresh"]);
  t.is((await lab.resource("replaced"))!.outputs["stdout"], "create 2 <>");
});

test.serial("a destroy runs delete with the last output, and only where there is one", async (t) => {
  await lab.destroy();
  t.is((await written("full")).at(-1), "delete 2 <update 2 <create 1 <>>>");
  t.is((await written("create-only")).length, 2);
  t.is(await lab.resource("full"), undefined);
});

test.serial("files that a command leaves are assets and one archive", async (t) => {
  const dir = join(lab.folder, "files");
  await mkdir(dir);
  await lab.up(() => {
    const made = new Command("made", {
      create: "mkdir -p sub && echo a > a.txt && echo b > sub/b.txt && echo c > c.log",
      dir,
      assetPaths: ["*.txt"],
      archivePaths: ["**", "!**.log"],
    });
    new Command("reader", {
      create: pulumi.interpolate`cat ${made.assets.apply((assets) => fileOf(assets?.["a.txt"]))}`,
      triggers: [made.archive],
    });
    return Promise.resolve();
  });
  const { assets, archive } = (await lab.resource("made"))!.outputs as unknown as {
    assets: Record<string, { path: string; hash: string }>;
    archive: { assets: Record<string, unknown> };
  };
  t.deepEqual(Object.keys(assets), ["a.txt"]);
  t.is(assets["a.txt"]!.path, `${dir}/a.txt`);
  t.is(assets["a.txt"]!.hash, "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7");
  t.deepEqual(Object.keys(archive.assets).sort(), ["a.txt", "sub/b.txt"]);
  t.is((await lab.resource("reader"))!.outputs["stdout"], "a");
});

function fileOf(asset: unknown): Promise<string> {
  return (asset as pulumi.asset.FileAsset).path;
}

test.serial("a preview runs no command, and passes on what it cannot know yet", async (t) => {
  const program = (): Promise<void> => {
    const first = new Command("first", { create: "echo made > previewed; echo output", dir: lab.folder });
    new Command("second", {
      create: pulumi.interpolate`echo ${first.stdout}`,
      environment: { FIRST: first.stdout },
      triggers: [first.stdout],
    });
    return Promise.resolve();
  };
  await lab.preview(program);
  t.is(lab.done.get("second"), "create");
  await t.throwsAsync(access(join(lab.folder, "previewed")));
  await lab.up(program);
  t.is((await lab.resource("second"))!.outputs["stdout"], "output");
});

test.serial("a failed command is an error with its output, and not in state", async (t) => {
  const create = 'echo "some output"; exit 3';
  const failing = (): Promise<void> => {
    new Command("failing", { create });
    return Promise.resolve();
  };
  await t.throwsAsync(lab.up(failing));
  const message = lab.said.get("failing")!.find((line) => line.includes("running"))!;
  t.true(message.includes(`exit status 3: running ${JSON.stringify(create)}:\nsome output`), message);
  t.is(await lab.resource("failing"), undefined);
});

test.serial("a failed update keeps the earlier state", async (t) => {
  const program =
    (update: string): pulumi.automation.PulumiFn =>
    () => {
      new Command("flaky", { create: "echo made", update });
      return Promise.resolve();
    };
  await lab.up(program("true"));
  await t.throwsAsync(lab.up(program("exit 1")));
  t.is((await lab.resource("flaky"))!.outputs["stdout"], "made");
});

test.serial("a property that is not known is an error", async (t) => {
  const refused = lab.up(() => {
    new Untyped("command:local:Command", "wrong", { creat: "true" });
    return Promise.resolve();
  });
  await t.throwsAsync(refused);
  t.true(lab.said.get("wrong")!.join("\n").includes("unknown property 'creat'; did you mean 'create'?"));
});

test.serial(
  "an interrupted update ends the command with all that it started, and keeps nothing",
  async (t) => {
    const interrupt = new AbortController();
    const [lock, begun] = [join(lab.folder, "lock"), join(lab.folder, "begun")];
    const program = (): Promise<void> => {
      new Command("long", { create: `exec 9>${lock}; flock 9; touch ${begun}; sleep 600 & wait` });
      return Promise.resolve();
    };
    const update = lab.up(program, { signal: interrupt.signal });
    update.catch(() => undefined);
    await until(() => access(begun).then(yes, no), 30);
    interrupt.abort();
    await t.throwsAsync(update);
    t.is(await lab.resource("long"), undefined);
    // Every process that the command started holds the lock.
    await promisify(execFile)("flock", ["--timeout", "10", lock, "true"]);
  },
);

const yes = (): boolean => true;
const no = (): boolean => false;

import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { ChecksumMismatch } from "../../engine/download/checksums.ts";
import { Unavailable } from "../../engine/download/fetch.ts";
import { pluginRelease } from "../../engine/download/platform.ts";
import { EngineError } from "../../engine/engine-error.ts";
import { getPlugin, isStandInFolder, pluginNames, standInFolder } from "../../engine/plugins.ts";
import { pluginVersions } from "../../engine/versions.ts";
import { listener, makeMachine, type Machine } from "./support/machine.ts";
import { checksumLine, serveFiles } from "./support/releases.ts";

const { say } = listener();
const version = pluginVersions.docker;

/** A Pulumi CLI that installs a plugin as the real one does: from the file that it is given, into the Pulumi home. */
async function layCli(machine: Machine): Promise<string> {
  const plugin = join(machine.folder, `home/.pulumi/plugins/resource-docker-v${version}`);
  return await machine.executable(
    "cli/pulumi",
    `echo "$*" >> ${machine.folder}/cli.log`,
    `/bin/mkdir -p ${plugin}`,
    'while [ "$1" != --file ]; do shift; done',
    `/bin/cp "$2" ${plugin}/pulumi-resource-docker`,
  );
}

async function servePlugin(
  t: ExecutionContext,
  content = "#!/bin/sh\n",
): Promise<{ address: string; asked: string[] }> {
  const { file, checksums } = pluginRelease("docker", version);
  const folder = `/pulumi-docker/releases/download/v${version}`;
  // The real list of this plugin has SHA-1 sums of files that begin with "./".
  const list = checksumLine(`./${file}`, "#!/bin/sh\n", "sha1");
  return await serveFiles(t, { [`${folder}/${checksums}`]: list, [`${folder}/${file}`]: content });
}

test("a plugin that is installed in the Pulumi home is used", async (t) => {
  const machine = await makeMachine(t);
  const path = await machine.executable(
    `home/.pulumi/plugins/resource-docker-v${version}/pulumi-resource-docker`,
  );
  const plugin = await getPlugin(await machine.context(), "no cli", "docker", t.fail);
  t.deepEqual(plugin, { name: "docker", version, path, origin: "pulumi-home" });
});

test("a plugin that the engine has not installed completely is not used", async (t) => {
  const machine = await makeMachine(t);
  await machine.executable(`home/.pulumi/plugins/resource-docker-v${version}/pulumi-resource-docker`);
  await writeFile(join(machine.folder, `home/.pulumi/plugins/resource-docker-v${version}.partial`), "");
  t.is((await getPlugin(await machine.context(), "no cli", "docker", say)).origin, "stand-in");
});

test("a plugin of another version is not the one that the program asks for", async (t) => {
  const machine = await makeMachine(t);
  await machine.executable("home/.pulumi/plugins/resource-docker-v4.0.0/pulumi-resource-docker");
  t.is((await getPlugin(await machine.context(), "no cli", "docker", say)).origin, "stand-in");
});

test("a plugin on PATH is the one that the engine takes in any case", async (t) => {
  const machine = await makeMachine(t);
  const path = await machine.executable("bin/pulumi-resource-docker");
  t.like(await getPlugin(await machine.context(), "no cli", "docker", t.fail), { path, origin: "path" });
});

test("the official plugin is downloaded, compared with its checksum, and installed by the engine", async (t) => {
  const machine = await makeMachine(t);
  const { address, asked } = await servePlugin(t);
  machine.env["LAB_PULUMI_RELEASES"] = address;
  const cli = await layCli(machine);
  const { said, say } = listener();
  const plugin = await getPlugin(await machine.context(), cli, "docker", say);
  t.is(plugin.origin, "pulumi-home");
  t.is(await readFile(plugin.path, "utf8"), "#!/bin/sh\n");
  t.deepEqual(said, ["downloading the official plugins"]);
  t.regex(
    await readFile(join(machine.folder, "cli.log"), "utf8"),
    /^plugin install resource docker \S+ --exact --file \S+\.tar\.gz\n$/,
  );
  await getPlugin(await machine.context(), cli, "docker", t.fail);
  t.is(asked.length, 2);
});

test("a plugin that is not what was published is an error, and no stand-in takes its place", async (t) => {
  const machine = await makeMachine(t);
  machine.env["LAB_PULUMI_RELEASES"] = (await servePlugin(t, "forged")).address;
  const cli = await layCli(machine);
  await t.throwsAsync(getPlugin(await machine.context(), cli, "docker", say), {
    instanceOf: ChecksumMismatch,
  });
  t.false(existsSync(join(machine.folder, "cli.log")));
});

test("a stand-in takes the place of a plugin that cannot be had, and it is not tried again on the same day", async (t) => {
  const machine = await makeMachine(t);
  const plugin = await getPlugin(await machine.context(), "no cli", "docker", say);
  t.deepEqual(plugin, {
    name: "docker",
    version,
    path: join(standInFolder("docker"), "pulumi-resource-docker"),
    origin: "stand-in",
  });
  const { address, asked } = await servePlugin(t);
  machine.env["LAB_PULUMI_RELEASES"] = address;
  t.is((await getPlugin(await machine.context(), "no cli", "docker", t.fail)).origin, "stand-in");
  t.deepEqual(asked, []);

  machine.env["LAB_PLUGINS"] = "official";
  const cli = await layCli(machine);
  t.is((await getPlugin(await machine.context(), cli, "docker", say)).origin, "pulumi-home");
});

test("LAB_PLUGINS=official takes no stand-in", async (t) => {
  const machine = await makeMachine(t, { LAB_PLUGINS: "official" });
  await t.throwsAsync(getPlugin(await machine.context(), "no cli", "docker", say), {
    instanceOf: EngineError,
    message: /The official docker plugin cannot be had: http:.* cannot be reached: .*LAB_PLUGINS/s,
  });
});

test("LAB_PLUGINS=stand-in takes no other one", async (t) => {
  const machine = await makeMachine(t, { LAB_PLUGINS: "stand-in" });
  await machine.executable(`home/.pulumi/plugins/resource-docker-v${version}/pulumi-resource-docker`);
  t.is((await getPlugin(await machine.context(), "no cli", "docker", t.fail)).origin, "stand-in");
});

test("any other value of LAB_PLUGINS is an error that tells the right ones", async (t) => {
  const machine = await makeMachine(t, { LAB_PLUGINS: "none" });
  await t.throwsAsync(getPlugin(await machine.context(), "no cli", "docker", say), {
    instanceOf: EngineError,
    message: "LAB_PLUGINS is `none`; it can be official, stand-in, auto.",
  });
});

test("a stand-in on PATH, put there by a process above this one, is not taken for the user's own plugin", async (t) => {
  const machine = await makeMachine(t);
  await mkdir(join(machine.folder, "home"), { recursive: true });
  machine.env["PATH"] = [standInFolder("docker"), machine.bin].join(":");
  t.is((await getPlugin(await machine.context(), "no cli", "docker", say)).origin, "stand-in");
  t.true(pluginNames.every((name) => isStandInFolder(standInFolder(name))));
  t.true(isStandInFolder(`${standInFolder("command")}/`));
  t.false(isStandInFolder(machine.bin));
});

test("an error that is not the network's is no reason for a stand-in", async (t) => {
  const machine = await makeMachine(t);
  machine.env["LAB_PULUMI_RELEASES"] = (await servePlugin(t)).address;
  const cli = await machine.executable("cli/pulumi", "echo cannot write >&2", "exit 1");
  const error = await t.throwsAsync(getPlugin(await machine.context(), cli, "docker", say), {
    message: /cannot write/,
  });
  t.false(error instanceof Unavailable);
});

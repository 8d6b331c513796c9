import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import Docker from "dockerode";
import { execa } from "execa";
import { parseRun, type Run } from "../../../lab/demo/run.ts";
import { scenarioNames } from "../../../scenarios/scenario.ts";
import { dockerExec } from "../../../lab/docker-exec.ts";
import { actIn } from "../../../lab/demo/live/container-endpoints.ts";
import { startSinkhole } from "../../../lab/demo/live/sinkhole.ts";
import { blocksOf, comparableOutput } from "../../../lab/demo/tutorial/blocks.ts";
import { runBlock } from "../../../lab/demo/tutorial/run-blocks.ts";
import { Undo } from "../../../lab/demo/undo.ts";
import { actionSchema } from "../../../scenarios/telemetry.ts";
import { comparable } from "./comparable.ts";

const project = fileURLToPath(new URL("../../../", import.meta.url));
const docker = new Docker();
const stack = `demo${process.pid}`;
const stackFile = join(project, `stacks/Pulumi.${stack}.yaml`);
const home = await mkdtemp(join(tmpdir(), "lab-demo-e2e-"));
const misp = () => docker.getContainer(`lab-${stack}-misp`);

/** Runs the lab's command as a user does, with a state of its own. */
const lab = (...parameters: string[]) =>
  execa("node", ["engine/bootstrap.mjs", "lab/main.ts", ...parameters], {
    cwd: project,
    env: { LAB_HOME: home },
    reject: false,
    all: true,
  });

// One lab for all of these tests.
test.before(async (t) => {
  t.timeout(300_000);
  // The lab that the tutorial is about, on ports of its own.
  const rehearsal = await readFile(join(project, "stacks/Pulumi.rehearsal.yaml"), "utf8");
  await writeFile(stackFile, rehearsal.replace("config:\n", 'config:\n  lab:portBase: "28400"\n'));
  const up = await lab("up", stack);
  t.is(up.exitCode, 0, up.all);
});

test.after.always(async () => {
  await lab("down", stack);
  await rm(stackFile, { force: true });
  await rm(home, { recursive: true, force: true });
});

/** Plays all scenarios. */
async function playAll(folder: string): Promise<{ runs: Run[]; said: string }> {
  const { stdout, stderr } = await lab("demo", "--all", "--stack", stack, "--json", "--report", folder);
  const { runs } = JSON.parse(stdout) as { runs?: Run[] };
  if (!runs) {
    throw new Error(`No scenario was played:\n${stdout}\n${stderr}`);
  }
  const failed = runs.filter(({ verdict }) => verdict === "failed").map(({ summary }) => summary);
  return { runs, said: `${stderr}\n${failed.join("\n")}` };
}

test.serial("all scenarios pass twice on one lab, with the same records but for times and ids", async (t) => {
  t.timeout(540_000);
  const folder = join(home, "reports");
  const first = await playAll(folder);
  t.deepEqual(
    first.runs.map(({ scenario: { name }, verdict }) => `${name} ${verdict}`),
    scenarioNames().map((name) => `${name} passed`),
    first.said,
  );
  const second = await playAll(folder);
  for (const [index, run] of first.runs.entries()) {
    t.deepEqual(comparable(second.runs[index]!), comparable(run), `${run.scenario.name}\n${second.said}`);
  }
  // What is written down is what was printed.
  for (const run of second.runs) {
    t.deepEqual(parseRun(await readFile(join(folder, `${run.scenario.name}.json`), "utf8")), run);
    t.regex(await readFile(join(folder, `${run.scenario.name}.html`), "utf8"), /<!doctype html>/i);
  }
});

test.serial(
  "live actions speak to the lab's sinkhole, from a container that has no more than bash",
  async (t) => {
    const beside = `lab-${stack}-configurator`;
    const { Image, NetworkSettings } = await docker.getContainer(beside).inspect();
    const [network = ""] = Object.keys(NetworkSettings.Networks);
    // An agent's own container cannot be built here: any that has bash does the same, and no sensor reports it.
    const endpoint = await docker.createContainer({
      Image,
      Entrypoint: ["node", "-e", "setInterval(() => {}, 1000)"],
      Labels: { "wazuh-misp-lab.stack": stack },
      HostConfig: { NetworkMode: network, AutoRemove: true, Init: true },
    });
    await endpoint.start();
    t.teardown(() => endpoint.stop({ t: 1 }));
    const sinkhole = await startSinkhole(docker, stack, beside);
    const undo = new Undo();
    const act = async (given: object) =>
      actIn(docker, endpoint.id, actionSchema.parse({ on: "linux", ...given }), sinkhole, undo);
    await act({ resolve: "iabg.de" });
    await act({ tls: "c2.lab.example" });
    await act({ download: "http://downloads.lab.example/2026/invoice.zip?session=1" });
    await act({ connect: 8443 });
    await act({ drop: { path: "/tmp/viewer", content: "harmless\n" } });
    await act({ run: "/tmp/viewer" });
    t.is(await dockerExec(docker, endpoint.id, ["cat", "/tmp/viewer"]), "harmless\n");
    t.deepEqual(await undo.all(), []);
    await t.throwsAsync(dockerExec(docker, endpoint.id, ["cat", "/tmp/viewer"]));
    const said = (await sinkhole.container.logs({ stdout: true })).toString("utf8");
    for (const line of [
      '{"dns":"iabg.de"}',
      '{"http":"GET /2026/invoice.zip?session=1","host":"downloads.lab.example"}',
      '{"connection":8443}',
    ]) {
      t.true(said.includes(line), said);
    }
    t.regex(said, /\{"tls":\d+\}/);
    await sinkhole.stop();
  },
);

test.serial("the tutorial shows what its commands print, but for times and ids", async (t) => {
  t.timeout(300_000);
  const text = await readFile(join(project, "docs/tutorial.md"), "utf8");
  for (const block of blocksOf(text).filter(({ command }) => !/ (?:up|down) /.test(command))) {
    const shown = await runBlock(block, { stack, portBase: 28_400, env: { LAB_HOME: home } });
    t.is(comparableOutput(shown), comparableOutput(block.output), block.command);
  }
});

test.serial("a demonstration that is interrupted while MISP is stopped starts it again", async (t) => {
  const playing = lab("demo", "outage", "--stack", stack);
  await until(async () => !(await misp().inspect()).State.Running);
  playing.kill("SIGINT");
  const { exitCode, all } = await playing;
  t.is(exitCode, 130, all);
  t.regex(all, /Interrupted: putting the lab back as it was\./);
  t.true((await misp().inspect()).State.Running);
});

test.serial("an alert that does not arrive fails the demonstration, which names the hop", async (t) => {
  const fluentBit = docker.getContainer(`lab-${stack}-fluent-bit`);
  await fluentBit.stop();
  t.teardown(() => fluentBit.start());
  const { exitCode, stdout } = await lab("demo", "dns", "--stack", stack, "--within", "5");
  t.is(exitCode, 1, stdout);
  t.regex(stdout, /✗ shipped +there is no evidence of it/);
  t.regex(stdout, /was lost after the hop `raised`/);
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 120_000;
  while (!(await condition())) {
    if (Date.now() > end) {
      throw new Error("The condition did not come true in two minutes.");
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

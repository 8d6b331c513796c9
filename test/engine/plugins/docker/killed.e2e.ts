import test from "ava";
import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { docker, leftovers } from "./support/docker.ts";
import { openStack } from "./support/engine.ts";
import slow from "./support/slow.ts";
import { makeTinyImage } from "./support/tiny-image.ts";
import { until } from "../../../helpers/until.ts";

const lab = await openStack();
const image = `${lab.prefix}-tiny:1`;
const name = `${lab.prefix}-slow`;

test.before(() => makeTinyImage(docker, image));

test.after.always(async () => {
  await lab.close();
  await docker.getImage(image).remove({ force: true });
});

/** The processes of plugins that are creating something. */
async function creators(): Promise<number[]> {
  const files = await readdir(join(lab.env["PULUMI_HOME"]!, "docker-creations")).catch(() => []);
  return files.map((file) => Number.parseInt(file, 10));
}

/** Starts an update that waits for a container for ever; returns the plugin's process once the container runs. */
async function startWaiting(): Promise<{ update: Promise<unknown>; pid: number; id: string }> {
  const update = lab.failingUp("./slow.ts", { name, image, command: "true" });
  await until(async () => {
    const found = await docker
      .getContainer(name)
      .inspect()
      .catch(() => undefined);
    return found?.State.Running === true;
  }, 60);
  const [pid] = await creators();
  return { update, pid: pid!, id: (await docker.getContainer(name).inspect()).Id };
}

test.serial(
  "what a killed plugin was creating is removed by the next update, which makes it anew",
  async (t) => {
    const { update, pid, id } = await startWaiting();
    process.kill(pid, "SIGKILL");
    await update;
    t.is((await docker.getContainer(name).inspect()).Id, id, "it is still there");
    await lab.up(slow({ name, image, command: "echo > /tmp/ready" }));
    t.not((await docker.getContainer(name).inspect()).Id, id);
    t.deepEqual(await creators(), []);
    await lab.destroy();
    t.deepEqual(await leftovers(lab.prefix), [image]);
  },
);

test.serial("what was being created when the engine was killed is removed at once", async (t) => {
  const { update, pid } = await startWaiting();
  const { stdout: engine } = await promisify(execFile)("ps", ["-o", "ppid=", "-p", String(pid)]);
  process.kill(Number(engine), "SIGKILL");
  await update;
  await until(async () => (await leftovers(lab.prefix)).length === 1, 20);
  await until(async () => (await creators()).length === 0);
  await lab.stack.cancel();
  await lab.up(slow({ name, image, command: "echo > /tmp/ready" }));
  t.is((await docker.getContainer(name).inspect()).State.Health?.Status, "healthy");
});

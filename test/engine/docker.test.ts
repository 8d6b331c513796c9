import { existsSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { mayInstall } from "../../engine/debian.ts";
import { getDocker } from "../../engine/docker.ts";
import { EngineError } from "../../engine/engine-error.ts";
import { dockerInfo, serveDocker } from "./support/fake-docker.ts";
import { makeMachine } from "./support/machine.ts";

test("an engine that answers is described", async (t) => {
  const { host } = await serveDocker(t, (_, response) => response.end(JSON.stringify(dockerInfo)));
  const machine = await makeMachine(t, { DOCKER_HOST: host });
  t.deepEqual(await getDocker(await machine.context(), t.fail), {
    host,
    chosen: true,
    version: "20.10.24+dfsg1",
    architecture: dockerInfo.Architecture,
    memory: 4_000_000_000,
    storageDriver: "overlay2",
    cgroupVersion: "2",
  });
});

test("an engine that is too old is an error that tells both versions", async (t) => {
  const info = { ...dockerInfo, ServerVersion: "19.03.15" };
  const { host } = await serveDocker(t, (_, response) => response.end(JSON.stringify(info)));
  const machine = await makeMachine(t, { DOCKER_HOST: host });
  await t.throwsAsync(getDocker(await machine.context(), t.fail), {
    instanceOf: EngineError,
    message: `The Docker Engine at ${host} is 19.03.15; the lab needs 20.10.0 or newer.`,
  });
});

test("where the engine that the user has chosen does not answer, no other one is installed or started", async (t) => {
  const machine = await makeMachine(t);
  for (const tool of ["apt-get", "dockerd", "systemctl"]) {
    await machine.executable(`bin/${tool}`, `echo > ${machine.folder}/touched`);
  }
  machine.env["DOCKER_HOST"] = `unix://${machine.folder}/nothing.sock`;
  await t.throwsAsync(getDocker(await machine.context(), t.fail), {
    instanceOf: EngineError,
    message: /^No Docker Engine answers at unix:.*nothing\.sock \(.*ENOENT.*\)\. .*try again\.$/,
  });
  t.false(existsSync(join(machine.folder, "touched")));
});

test("packages are installed only by root on a Debian, and not where LAB_INSTALL forbids it", (t) => {
  t.false(mayInstall({ LAB_INSTALL: "never" }));
  t.is(mayInstall({}), process.getuid?.() === 0 && existsSync("/usr/bin/apt-get"));
});

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import { defaultHost, dockerAddress, dockerVariables } from "../../engine/docker-host.ts";
import { EngineError } from "../../engine/engine-error.ts";
import { temporaryFolder } from "./support/machine.ts";

/** Lays down a context as `docker context create` does. */
async function layContext(docker: string, name: string, host: string, tls = false): Promise<string> {
  const id = createHash("sha256").update(name).digest("hex");
  const meta = join(docker, "contexts/meta", id);
  await mkdir(meta, { recursive: true });
  await writeFile(
    join(meta, "meta.json"),
    JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } }),
  );
  const certificates = join(docker, "contexts/tls", id, "docker");
  if (tls) {
    await mkdir(certificates, { recursive: true });
  }
  return certificates;
}

test("DOCKER_HOST is taken before any context", async (t) => {
  const home = await temporaryFolder(t);
  await layContext(join(home, ".docker"), "far", "ssh://far");
  const env = { HOME: home, DOCKER_HOST: "tcp://near:2375", DOCKER_CONTEXT: "far" };
  t.deepEqual(await dockerAddress(env), { host: "tcp://near:2375", chosen: true });
});

test("the current context is taken, and DOCKER_CONTEXT before it", async (t) => {
  const home = await temporaryFolder(t);
  const docker = join(home, ".docker");
  await layContext(docker, "desktop-linux", "unix:///desktop.sock");
  await layContext(docker, "far", "ssh://far");
  await writeFile(join(docker, "config.json"), JSON.stringify({ currentContext: "desktop-linux" }));
  t.like(await dockerAddress({ HOME: home }), { host: "unix:///desktop.sock", chosen: true });
  t.like(await dockerAddress({ HOME: home, DOCKER_CONTEXT: "far" }), { host: "ssh://far" });
  t.like(await dockerAddress({ DOCKER_CONFIG: docker }), { host: "unix:///desktop.sock" });
});

test("the certificates of a context go with it to every client", async (t) => {
  const home = await temporaryFolder(t);
  const certificates = await layContext(join(home, ".docker"), "safe", "tcp://safe:2376", true);
  const address = await dockerAddress({ HOME: home, DOCKER_CONTEXT: "safe" });
  t.deepEqual(address, { host: "tcp://safe:2376", certificates, chosen: true });
  t.deepEqual(dockerVariables(address), {
    DOCKER_HOST: "tcp://safe:2376",
    DOCKER_CONTEXT: "",
    DOCKER_CERT_PATH: certificates,
    DOCKER_TLS_VERIFY: "1",
  });
});

test("a context that is chosen and not defined is an error", async (t) => {
  const home = await temporaryFolder(t);
  await t.throwsAsync(dockerAddress({ HOME: home, DOCKER_CONTEXT: "gone" }), {
    instanceOf: EngineError,
    message: /^The Docker context `gone` is chosen and not defined\. `docker context ls` shows/,
  });
});

test("without a choice it is the first of the usual sockets that is there", async (t) => {
  const home = await temporaryFolder(t);
  const socket = join(home, ".docker/run/docker.sock");
  await mkdir(join(socket, ".."), { recursive: true });
  await writeFile(socket, "");
  const usual = existsSync("/var/run/docker.sock") ? defaultHost : `unix://${socket}`;
  t.deepEqual(await dockerAddress({ HOME: home }), { host: usual, chosen: false });
  t.deepEqual(await dockerAddress({ HOME: home, DOCKER_CONTEXT: "default" }), { host: usual, chosen: false });
});

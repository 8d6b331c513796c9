import test from "ava";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findAddress } from "../../../../../engine/plugins/docker/connection/address.ts";
import { clientOptions } from "../../../../../engine/plugins/docker/connection/client-options.ts";
import { Daemon } from "../../../../../engine/plugins/docker/connection/daemon.ts";
import { sshArguments } from "../../../../../engine/plugins/docker/connection/ssh-agent.ts";

test.serial("the configured host has precedence over the environment", async (t) => {
  const before = process.env["DOCKER_HOST"];
  process.env["DOCKER_HOST"] = "tcp://from-environment:1";
  t.is(await findAddress({ host: "tcp://configured:2" }), "tcp://configured:2");
  t.is(await findAddress({}), "tcp://from-environment:1");
  delete process.env["DOCKER_HOST"];
  t.regex(await findAddress({}), /^(unix|npipe):\/\//);
  if (before !== undefined) {
    process.env["DOCKER_HOST"] = before;
  }
});

test.serial("a context names its host, and one that there is not is told", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "docker-config-"));
  await mkdir(join(folder, "contexts", "meta", "abc"), { recursive: true });
  const meta = { Name: "far", Endpoints: { docker: { Host: "ssh://me@far" } } };
  await writeFile(join(folder, "contexts", "meta", "abc", "meta.json"), JSON.stringify(meta));
  process.env["DOCKER_CONFIG"] = folder;
  t.is(await findAddress({ context: "far" }), "ssh://me@far");
  await t.throwsAsync(findAddress({ context: "near" }), { message: /There is no Docker context 'near'/ });
  delete process.env["DOCKER_CONFIG"];
  await rm(folder, { recursive: true });
});

test("sockets, pipes and TCP are reached as their addresses say", async (t) => {
  t.like(await clientOptions("unix:///run/d.sock", {}), { socketPath: "/run/d.sock", host: undefined });
  t.like(await clientOptions("npipe:////./pipe/docker_engine", {}), { socketPath: "//./pipe/docker_engine" });
  t.like(await clientOptions("tcp://h", {}), { protocol: "http", host: "h", port: 2375 });
  const material = { caMaterial: "a", certMaterial: "b", keyMaterial: "c" };
  t.like(await clientOptions("tcp://h:1", material), {
    protocol: "https",
    port: 1,
    ca: "a",
    cert: "b",
    key: "c",
  });
});

test("TLS without all of its parts, and addresses of no known kind, are refused", async (t) => {
  await t.throwsAsync(clientOptions("tcp://h", { certMaterial: "b" }), { message: /must be given together/ });
  await t.throwsAsync(clientOptions("ftp://h", {}), {
    message: /must begin with unix:\/\/, tcp:\/\/, ssh:\/\/ or npipe:\/\//,
  });
});

test("ssh is called as the docker command calls it, and an address cannot add to its arguments", (t) => {
  t.deepEqual(sshArguments("ssh://me@host:2222", ["-o", "ControlMaster=auto"]), [
    "-o",
    "ConnectTimeout=30",
    "-T",
    "-o",
    "ControlMaster=auto",
    "-l",
    "me",
    "-p",
    "2222",
    "--",
    "host",
    "docker",
    "system",
    "dial-stdio",
  ]);
  t.throws(() => sshArguments("ssh://me:secret@host", []), {
    message: /must be ssh:\/\/\[user@\]host\[:port\]/,
  });
  t.throws(() => sshArguments("ssh://host/path", []));
});

test("a daemon that does not answer is told with what to do", async (t) => {
  const daemon = new Daemon({ host: "unix:///no/such/docker.sock" });
  await t.throwsAsync(daemon.client(), {
    message:
      /^The Docker daemon at unix:\/\/\/no\/such\/docker\.sock does not answer: connect ENOENT .*\. Start Docker, or name another daemon/,
  });
});

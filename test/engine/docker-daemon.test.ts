import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test, { type ExecutionContext } from "ava";
import { runDocker, waitForRunningDocker, type DaemonPlaces } from "../../engine/docker-daemon.ts";
import { EngineError } from "../../engine/engine-error.ts";
import { listener, makeMachine, type Machine } from "./support/machine.ts";

const fakeDaemon = fileURLToPath(new URL("support/fake-dockerd.mjs", import.meta.url));
const { say } = listener();

/** A machine whose daemon is the fake one: nothing here comes near the real one's socket or executable. */
interface DockerMachine extends Machine {
  readonly places: DaemonPlaces;
  readonly pidFile: string;
  readonly log: string;
  /** Asks the daemon, as describeDocker does. */
  readonly ask: () => Promise<string>;
}

async function layDaemon(
  t: ExecutionContext,
  daemonFolder: string,
  variables: NodeJS.ProcessEnv = {},
): Promise<DockerMachine> {
  const machine = await makeMachine(t, variables);
  const socketPath = join(machine.folder, "docker.sock");
  const places = { host: `unix://${socketPath}`, pidFile: join(machine.folder, "system.pid"), folders: [] };
  const [pidFile, log] = ["dockerd.pid", "dockerd.log"].map((name) => join(machine.folder, "data", name));
  const daemon = `"${process.execPath}" ${fakeDaemon}`;
  await machine.executable(`${daemonFolder}/dockerd`, `exec ${daemon} "$@"`);
  // Where systemd runs this machine it starts the daemon.
  await machine.executable(
    "bin/systemctl",
    '[ -z "$FAKE_DOCKER_FAILS" ] || exit 1',
    `/bin/mkdir -p ${machine.folder}/data`,
    `${daemon} --host ${places.host} --pidfile ${pidFile!} > ${log!} &`,
  );
  t.teardown(async () => {
    const pid = await readFile(pidFile!, "utf8").catch(() => undefined);
    if (pid !== undefined) {
      process.kill(Number(pid));
    }
  });
  const ask = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const asked = request({ socketPath, path: "/info" }, () => {
        resolve("it answers");
      });
      asked.on("error", reject);
      asked.end();
    });
  return { ...machine, places, pidFile: pidFile!, log: log!, ask };
}

test("a daemon is started in the background, with its log and process id in the data folder", async (t) => {
  const machine = await layDaemon(t, "bin");
  const { said, say } = listener();
  t.is(await runDocker(await machine.context(), machine.ask, say, machine.places), "it answers");
  t.deepEqual(said, ["starting the Docker Engine"]);
  t.regex(await readFile(machine.log, "utf8"), /Starting up/);
  t.true(Number(await readFile(machine.pidFile, "utf8")) > 0);
});

test("a daemon that is missing is installed first, and it is said why", async (t) => {
  const machine = await layDaemon(t, "package");
  const apt = join(machine.folder, "apt.log");
  await machine.executable(
    "bin/apt-get",
    `echo "$DEBIAN_FRONTEND $*" >> ${apt}`,
    `case "$*" in *install*) /bin/cp ${machine.folder}/package/dockerd ${machine.bin}/dockerd ;; esac`,
  );
  const { said, say } = listener();
  await runDocker(await machine.context(), machine.ask, say, machine.places);
  t.regex(said[0]!, /installing Debian's docker\.io, because there is no Docker Engine \(LAB_INSTALL=never/);
  t.is(said[1], "starting the Docker Engine");
  t.regex(
    await readFile(apt, "utf8"),
    /^noninteractive .* update\nnoninteractive .* install .* docker\.io containerd runc iptables\n$/,
  );
});

test("a daemon that ends at once is an error at once", async (t) => {
  const machine = await layDaemon(t, "bin", { FAKE_DOCKER_FAILS: "1" });
  await t.throwsAsync(runDocker(await machine.context(), machine.ask, say, machine.places), {
    instanceOf: EngineError,
    message: /ended with exit code 1; its log is .*dockerd\.log|systemctl start docker/,
  });
});

test("a daemon that is only just starting is waited for, and no second one is started", async (t) => {
  const machine = await layDaemon(t, "bin");
  const context = await machine.context();
  await runDocker(context, machine.ask, say, machine.places);
  const answers = [false, false, true];
  const slow = (): Promise<string> =>
    answers.shift() ? machine.ask() : Promise.reject(new Error("not yet"));
  const { said, say: tell } = listener();
  t.is(await waitForRunningDocker(context, slow, tell, machine.places), "it answers");
  t.regex(said[0]!, /waiting for the Docker Engine that is running/);
});

test("whoever listens on the socket is running, whatever it left of itself elsewhere", async (t) => {
  const machine = await layDaemon(t, "bin");
  const server = createServer().listen(machine.places.host.slice("unix://".length));
  await once(server, "listening");
  t.teardown(() => {
    server.close();
  });
  const answer = (): Promise<string> => Promise.resolve("it answers");
  t.is(await waitForRunningDocker(await machine.context(), answer, say, machine.places), "it answers");
});

test("a process id and a socket that a daemon has left are not waited for", async (t) => {
  const machine = await layDaemon(t, "bin");
  await writeFile(machine.places.pidFile, String(process.pid)); // it runs, and is another program
  await writeFile(machine.places.host.slice("unix://".length), "");
  const ask = (): Promise<string> => Promise.reject(new Error("nobody is asked"));
  t.is(await waitForRunningDocker(await machine.context(), ask, say, machine.places), undefined);
  t.false(existsSync(machine.pidFile));
});

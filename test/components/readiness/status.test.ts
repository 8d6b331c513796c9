import test from "ava";
import type Docker from "dockerode";
import { pack } from "tar-stream";
import { readReadiness } from "../../../components/readiness/status.ts";
import type { SystemStatus } from "../../../configurator/status.ts";

const now = new Date().toISOString();
const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000).toISOString();

/** A container as Docker's API describes it. */
interface Inspected {
  readonly State?: Readonly<Record<string, unknown>>;
  readonly RestartCount?: number;
  readonly log?: string;
}

const running = { Running: true, Status: "running", StartedAt: ago(600), ExitCode: 0 };
const health = (Status: string, ...outputs: string[]) => ({
  State: { ...running, Health: { Status, Log: outputs.map((Output) => ({ ExitCode: 0, Output })) } },
});

/** Docker's API with some containers, and with what the configurator has written. */
function dockerWith(
  containers: Readonly<Record<string, Inspected>>,
  systems?: Readonly<Record<string, Omit<SystemStatus, "checked"> & { checked?: string }>>,
): Docker {
  const missing = () => Promise.reject(Object.assign(new Error("no such container"), { statusCode: 404 }));
  return {
    getContainer: (name: string) => ({
      inspect: () => {
        const found = containers[name];
        return found ? Promise.resolve({ State: running, RestartCount: 0, ...found }) : missing();
      },
      logs: () => {
        const text = Buffer.from(containers[name]?.log ?? "");
        const header = Buffer.alloc(8);
        header.writeUInt32BE(text.length, 4);
        return Promise.resolve(Buffer.concat([header, text]));
      },
      getArchive: () => {
        if (!systems) {
          return missing();
        }
        const archive = pack();
        const written = Object.entries(systems).map(([system, status]) => [
          system,
          { checked: now, ...status },
        ]);
        archive.entry(
          { name: "lab-status.json" },
          JSON.stringify({ systems: Object.fromEntries(written) as object }),
        );
        archive.finalize();
        return Promise.resolve(archive);
      },
    }),
  } as unknown as Docker;
}

const lab = { configurator: "c", misp: "m" };
const up = { c: {}, m: {} };
const readinessOf = async (docker: Docker, system: string) =>
  (await readReadiness(docker, lab)).find((one) => one.system === system)!;

test("a system is as far as the configurator has proven, however well its container runs", async (t) => {
  const docker = dockerWith(up, { misp: { state: "waiting", since: now, detail: "still migrates" } });
  t.like(await readinessOf(docker, "misp"), {
    state: "waiting",
    detail: "still migrates",
    container: { running: true },
  });
});

test("a container that has ended has failed, whatever was proven before, and its last words are told", async (t) => {
  const ended = {
    State: { Running: false, Status: "exited", FinishedAt: now, ExitCode: 3 },
    log: "no space left\n",
  };
  const docker = dockerWith({ ...up, m: ended }, { misp: { state: "ready", since: now, detail: "answers" } });
  t.like(await readinessOf(docker, "misp"), {
    state: "failed",
    detail: 'is exited, exit code 3, after "no space left": see docker logs m',
    since: now,
  });
});

test("a container that was killed for its memory says so", async (t) => {
  const killed = {
    State: { Running: false, Status: "exited", FinishedAt: now, ExitCode: 137, OOMKilled: true },
  };
  t.regex(
    (await readinessOf(dockerWith({ ...up, m: killed }), "misp")).detail,
    /more memory than it may have/,
  );
});

test("a container that starts over and over has failed, and one that has run for long since has not", async (t) => {
  const unsteady = { RestartCount: 7, State: { ...running, StartedAt: ago(5) } };
  t.like(await readinessOf(dockerWith({ ...up, m: unsteady }), "misp"), { state: "failed" });
  t.like(await readinessOf(dockerWith({ ...up, m: { RestartCount: 7 } }), "misp"), { state: "ready" });
});

test("a container whose last check failed is not ready, although the engine still calls it healthy", async (t) => {
  const Log = [{ ExitCode: 1, Output: "no integration custom-misp" }];
  const failing = { State: { ...running, Health: { Status: "healthy", Log } } };
  t.like(await readinessOf(dockerWith({ ...up, m: failing }), "misp"), {
    state: "waiting",
    detail: "no integration custom-misp",
  });
});

test("a container that is gone is told as gone", async (t) => {
  t.like(await readinessOf(dockerWith({ c: {} }), "misp"), {
    state: "failed",
    detail: "the container m is gone: bring the lab up again",
  });
});

test("without a word of the configurator a health check counts, with what it said", async (t) => {
  const of = (state: Inspected) => readinessOf(dockerWith({ ...up, m: state }), "misp");
  t.like(await of(health("healthy", "first", "wazuh-analysisd run\n")), {
    state: "ready",
    detail: "wazuh-analysisd run",
  });
  t.like(await of(health("unhealthy", "wazuh-db does not run")), {
    state: "waiting",
    detail: "wazuh-db does not run",
  });
  t.like(await of(health("starting")), { state: "waiting", detail: "its health check has not passed yet" });
  t.like(await of({}), { state: "ready", detail: "is running" });
});

test("what a configurator proved that does not run any more is no proof", async (t) => {
  const stopped = { State: { Running: false, Status: "exited", FinishedAt: now, ExitCode: 0 } };
  const docker = dockerWith(
    { ...up, c: stopped },
    { misp: { state: "ready", since: now, detail: "answers" } },
  );
  t.like(await readinessOf(docker, "misp"), { state: "waiting" });
  t.regex((await readinessOf(docker, "misp")).detail, /the configurator, which proves it, does not run/);
});

test("what was proven long ago, or before the configurator was started anew, is no proof", async (t) => {
  const ready = { state: "ready", since: ago(900), detail: "answers" } as const;
  const old = dockerWith(up, { misp: { ...ready, checked: ago(400) } });
  t.like(await readinessOf(old, "misp"), { state: "waiting" });
  const restarted = { State: { ...running, StartedAt: ago(10) } };
  const before = dockerWith({ ...up, c: restarted }, { misp: { ...ready, checked: ago(20) } });
  t.like(await readinessOf(before, "misp"), { state: "waiting" });
  t.like(await readinessOf(dockerWith(up, { misp: { ...ready, checked: ago(20) } }), "misp"), {
    state: "ready",
  });
});

test("a configurator that has not said anything yet is not ready", async (t) => {
  t.like(await readinessOf(dockerWith(up), "configurator"), {
    state: "waiting",
    detail: "has not said anything yet",
  });
});

test("what has no container in the lab, such as an agent elsewhere, is told too", async (t) => {
  const silent = { state: "waiting", since: now, detail: "has gone silent" } as const;
  const found = await readinessOf(dockerWith(up, { "agent web01": silent }), "agent web01");
  t.deepEqual(found, { system: "agent web01", state: "waiting", detail: "has gone silent", since: now });
});

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import type Docker from "dockerode";
import { readLabStatus } from "../../../lab/status/read.ts";
import { statusText } from "../../../lab/status/print.ts";

const stack = `status-${process.pid}`;
const started = "2026-11-28T08:00:00Z";
const now = Date.parse("2026-11-28T08:02:05Z");

/** A stack of its own, so that nothing lies in the clone: its folder has a Pulumi.yaml and the stack's file. */
const home = await mkdtemp(join(tmpdir(), "status-"));
const folder = join(home, "stacks", stack);
await mkdir(folder, { recursive: true });
await writeFile(join(folder, "Pulumi.yaml"), "name: wazuh-misp-lab\n");
await writeFile(
  join(folder, `Pulumi.${stack}.yaml`),
  "config:\n  lab:profile: rehearsal\n  lab:systems:\n    graylog: false\n    wazuhManager: false\n",
);
process.env["LAB_HOME"] = home;
test.after.always(() => rm(home, { recursive: true }));

/** Docker's API with containers of the stack that run. */
function dockerWith(t: ExecutionContext, ...systems: readonly string[]): Docker {
  const missing = () => Promise.reject(Object.assign(new Error("no such container"), { statusCode: 404 }));
  const names = systems.map((system) => `lab-${stack}-${system}`);
  return {
    listContainers: ({ filters }: { filters: { label: string[] } }) => {
      t.deepEqual(filters.label, [`wazuh-misp-lab.stack=${stack}`]);
      return Promise.resolve(names.map((name) => ({ Names: [`/${name}`] })));
    },
    getContainer: (name: string) => ({
      inspect: () =>
        names.includes(name)
          ? Promise.resolve({
              State: { Running: true, Status: "running", StartedAt: started, ExitCode: 0 },
              RestartCount: 0,
            })
          : missing(),
      getArchive: missing,
    }),
  } as unknown as Docker;
}

test("what the stack's file asks for is there, or told as missing, and what it does not ask for was left behind", async (t) => {
  const status = await readLabStatus(dockerWith(t, "misp", "graylog"), stack);
  t.false(status.ready);
  t.deepEqual(
    status.systems.map(
      ({ system, state, declared }) => `${system} ${state}${declared ? "" : ", not declared"}`,
    ),
    ["configurator failed", "graylog ready, not declared", "misp ready"],
  );
  t.regex(status.systems[1]!.detail, /is not in the stack's file any more; the next up removes it/);
});

test("a lab is not ready while one of its systems is waited for", async (t) => {
  const status = await readLabStatus(dockerWith(t, "configurator", "misp"), stack);
  t.deepEqual(
    status.systems.map(({ system, state }) => `${system} ${state}`),
    ["configurator waiting", "misp ready"],
  );
  t.false(status.ready);
});

test("the table tells for each system its state, its container, since when and the proof, and what is missing below", async (t) => {
  const lines = statusText(await readLabStatus(dockerWith(t, "misp"), stack), now).split("\n");
  t.regex(lines[1]!, /^configurator +✗ failed +gone +- +the container lab-\S+-configurator is gone/);
  t.regex(lines[2]!, /^misp +✓ ready +runs +2 min 5 s +is running$/);
  t.is(lines.at(-1), `The lab ${stack} is not ready: configurator.`);
});

test("a lab that is not up is told in one line, with what brings it up", async (t) => {
  const status = await readLabStatus(dockerWith(t), stack);
  t.false(status.present);
  t.is(statusText(status), `The lab ${stack} is not up. \`npm run lab -- up ${stack}\` brings it up.`);
});

test("a detail of another system cannot write over the terminal", (t) => {
  const systems = [
    { system: "misp", state: "waiting" as const, detail: "\u001b[2Jgone\nand more", declared: true },
  ];
  const text = statusText({ stack, ready: false, present: true, systems });
  t.false(text.includes("\u001b[2J"));
  t.true(text.includes("gone; and more"));
});

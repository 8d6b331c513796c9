import type { RequestListener } from "node:http";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { getBase } from "../../engine/base-rootfs.ts";
import { EngineError } from "../../engine/engine-error.ts";
import { dockerInfo, serveDocker } from "./support/fake-docker.ts";
import { listener, makeMachine, type Machine } from "./support/machine.ts";

const { say } = listener();
const image = "node:24-bookworm-slim";
const unreachable = "dial tcp: lookup registry.invalid: no such host";

interface Behaviour {
  readonly hasImage?: boolean;
  /** What the daemon answers to a pull: its status and body. */
  readonly pull?: readonly [number, unknown];
  readonly architecture?: string;
}

/** A machine with a Docker Engine, and an mmdebstrap that writes down how it was called. */
async function makeDockerMachine(
  t: ExecutionContext,
  {
    hasImage = false,
    pull = [500, { message: unreachable }],
    architecture = dockerInfo.Architecture,
  }: Behaviour = {},
): Promise<Machine & { readonly asked: string[]; calls(): Promise<string[]> }> {
  const answer: RequestListener = ({ url = "" }, response) => {
    const [status, body] = url.startsWith("/images/create")
      ? pull
      : url.startsWith("/info")
        ? [200, { ...dockerInfo, Architecture: architecture }]
        : [hasImage ? 200 : 404, {}];
    response.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(body)}\r\n`);
  };
  const { host, asked } = await serveDocker(t, answer);
  const machine = await makeMachine(t, { DOCKER_HOST: host, LAB_INSTALL: "never" });
  await machine.executable(
    "bin/mmdebstrap",
    `echo "$*" >> ${machine.folder}/calls`,
    'for last; do :; done; echo debian > "$last"',
  );
  const calls = async (): Promise<string[]> =>
    (await readFile(join(machine.folder, "calls"), "utf8").catch(() => "")).trim().split("\n");
  return { ...machine, asked, calls };
}

test("an image that the Docker Engine has is the base, and nobody is asked for more", async (t) => {
  const machine = await makeDockerMachine(t, { hasImage: true });
  t.deepEqual(await getBase(await machine.context(), t.fail), { kind: "pull" });
  t.deepEqual(machine.asked, [`GET /images/${image}/json`]);
});

test("an image that can be pulled is pulled", async (t) => {
  const machine = await makeDockerMachine(t, { pull: [200, { status: "Pull complete" }] });
  const { said, say } = listener();
  t.deepEqual(await getBase(await machine.context(), say), { kind: "pull" });
  t.deepEqual(said, [`pulling ${image}`]);
});

for (const [how, pull] of [
  ["is refused", [500, { message: unreachable }]],
  ["breaks off half way", [200, { error: unreachable, errorDetail: { message: unreachable } }]],
] as const) {
  test(`where a pull ${how}, a Debian is made of packages once`, async (t) => {
    const machine = await makeDockerMachine(t, { pull });
    const { said, say } = listener();
    const base = await getBase(await machine.context(), say);
    t.is(base.kind, "tar");
    t.is(base.kind === "tar" && (await readFile(base.path, "utf8")), "debian\n");
    t.regex(said.at(-1)!, /making a Debian bookworm of its packages, because .* cannot be pulled/);
    const [call] = await machine.calls();
    t.regex(call!, /^--variant=minbase .*--include=libstdc\+\+6,usr-is-merged .* bookworm \/.*rootfs\.tar$/);

    t.deepEqual(await getBase(await machine.context(), t.fail), base);
    t.is((await machine.calls()).length, 1);
    t.is(machine.asked.filter((request) => request.startsWith("POST /images/create")).length, 1);
  });
}

test("a Debian that could not be made whole is not left behind", async (t) => {
  const machine = await makeDockerMachine(t);
  await machine.executable("bin/mmdebstrap", "echo E: no mirror >&2", "exit 1");
  await t.throwsAsync(getBase(await machine.context(), say), {
    instanceOf: EngineError,
    message: /E: no mirror/,
  });
  t.deepEqual(await readdir(join(machine.folder, "cache")), ["unavailable"]);
});

test("without mmdebstrap, and where nothing may be installed, the error says what to do", async (t) => {
  const machine = await makeDockerMachine(t);
  machine.env["PATH"] = join(machine.folder, "empty");
  await t.throwsAsync(getBase(await machine.context(), say), {
    instanceOf: EngineError,
    message:
      /^The image node:24-bookworm-slim cannot be pulled \(.*no such host.*\), and there is no mmdebstrap .*install mmdebstrap/,
  });
});

test("no base is made for a Docker Engine with another processor", async (t) => {
  const machine = await makeDockerMachine(t, { architecture: "riscv64" });
  await t.throwsAsync(getBase(await machine.context(), say), {
    instanceOf: EngineError,
    message: /processor is riscv64/,
  });
  t.deepEqual(await machine.calls(), [""]);
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import Docker from "dockerode";
import { execa } from "execa";
import { pack } from "tar-stream";
import { writeLinuxAgentContext } from "../../../build/linux-agent-image.ts";
import { agentSchema, type LinuxAgentConfiguration } from "../../../components/agents/configuration.ts";
import { endpointVersions, type Repositories } from "../../../components/agents/vendors.ts";
import { mockEngine, settled } from "../../helpers/pulumi-mocks.ts";
import { testSite } from "../../helpers/site.ts";
import { until } from "../../helpers/until.ts";
import { LinuxHost } from "./support/linux-host.ts";
import { PackageRepository } from "./support/stand-in-packages.ts";

const resources = await mockEngine("test");
const { LinuxAgent } = await import("../../../components/linux-agent/linux-agent.ts");

const docker = new Docker();
const base = `wazuh-misp-lab-test/agent-base:${process.pid}`;
const image = `wazuh-misp-lab-test/agent:${process.pid}`;
const imageWithoutSysmon = `wazuh-misp-lab-test/agent-without-sysmon:${process.pid}`;
const volume = `agent-e2e-${process.pid}`;
const password = `it's "the" password $(id)`;

interface Upload {
  readonly file: string;
  readonly content: string;
  readonly permissions: string;
}
let uploads: readonly Upload[];

/** Starts a container as the component asks for it, with its files; its key is in the test's volume. */
async function start(
  t: { teardown: (end: () => Promise<void>) => void },
  given = password,
  { from = image, more = [] }: { from?: string; more?: readonly Upload[] } = {},
): Promise<Docker.Container> {
  const container = await docker.createContainer({
    Image: from,
    Hostname: "web01",
    HostConfig: {
      NetworkMode: "none",
      Binds: [`${volume}:/var/ossec/etc`],
      CapAdd: ["NET_ADMIN", "NET_RAW"],
    },
  });
  t.teardown(() => container.remove({ force: true, v: true }) as Promise<void>);
  const archive = pack();
  for (const { file, content, permissions } of [...uploads, ...more]) {
    archive.entry(
      { name: file.slice(1), mode: Number.parseInt(permissions, 8) },
      file.endsWith("authd.pass") ? `${given}\n` : content,
    );
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive as AsyncIterable<Buffer>) {
    chunks.push(chunk);
  }
  await container.putArchive(Buffer.concat(chunks), { path: "/" });
  await container.start();
  return container;
}

const inside = (container: Docker.Container, ...command: string[]) =>
  execa("docker", ["exec", container.id, ...command], { reject: false });
const health = (container: Docker.Container) => inside(container, "sh", "/opt/lab/health.sh");
const healthy = (container: Docker.Container) => async () => (await health(container)).exitCode === 0;

async function build(tag: string, repositories: Repositories): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "agent-image-"));
  await writeLinuxAgentContext(folder, repositories);
  const buildArgs = ["--build-arg", `BASE=${base}`, "--build-arg", "AGENT_VERSION=4.14.6-1"];
  await execa("docker", ["build", "--network", "none", "--tag", tag, ...buildArgs, folder], {
    env: { DOCKER_BUILDKIT: "0" },
  });
  await rm(folder, { recursive: true });
}

test.before(async () => {
  const host = await LinuxHost.start();
  try {
    const repository = await PackageRepository.make(host);
    await repository.publish({
      "wazuh-agent": "4.14.6-1",
      packetbeat: endpointVersions.packetbeat,
      sysmonforlinux: endpointVersions.sysmonForLinux,
    });
    await host.put({ "/srv/manager/password": password }, 0o644);
    await host.commit(base);
    const repositories = repository.repositories();
    await build(image, repositories);
    await build(imageWithoutSysmon, {
      ...repositories,
      microsoft: { ...repositories.microsoft, apt: "file:/srv/apt/nowhere stable main" },
    });
  } finally {
    await host.stop();
  }
  new LinuxAgent("agent-web01", {
    site: testSite(),
    agent: agentSchema.parse({ name: "web01", os: "linux", kind: "container" }) as LinuxAgentConfiguration,
    enrolment: { host: "wazuh.manager", port: 1514, enrolmentPort: 1515, password, authority: "authority" },
    image: { image },
    wazuh: "4.14.6",
  });
  await settled();
  uploads = resources.find(({ type }) => type.startsWith("docker:index/container"))!.inputs[
    "uploads"
  ] as Upload[];
});

test.after.always(async () => {
  for (const tag of [image, imageWithoutSysmon, base]) {
    await docker
      .getImage(tag)
      .remove({ force: true })
      .catch(() => undefined);
  }
  await docker
    .getVolume(volume)
    .remove()
    .catch(() => undefined);
});

test.serial("an agent's container is well when the manager has it and its sensors run", async (t) => {
  const container = await start(t);
  await until(healthy(container), 60);
  t.is((await health(container)).stdout, "connected to the manager, Packetbeat runs");
  t.is(
    (await inside(container, "stat", "-c", "%a %U:%G", "/var/ossec/etc/authd.pass")).stdout,
    "640 root:wazuh",
  );
  t.is((await inside(container, "cat", "/srv/manager/seen")).stdout, "");
  t.false(JSON.stringify(await container.inspect()).includes('the\\" password'));
});

test.serial(
  "an agent whose image could not get Sysmon is well without it, and says so where it is wanted",
  async (t) => {
    const sysmon = { file: "/etc/lab/sysmon.xml", content: "<Sysmon/>", permissions: "0644" };
    const container = await start(t, password, { from: imageWithoutSysmon, more: [sysmon] });
    await until(healthy(container), 60);
    t.regex(
      (await health(container)).stdout,
      /^connected to the manager, Packetbeat runs, Sysmon is left out: The package repository file:\/srv\/apt\/nowhere .+ could not be read/,
    );
  },
);

test.serial("what programs log is in the file that the agent follows, long messages whole", async (t) => {
  const container = await start(t);
  await until(healthy(container), 60);
  const long = `<Event>${"x".repeat(30_000)}</Event>`;
  await inside(container, "logger", "--size", "40000", "--tag", "sysmon", long);
  await until(async () => (await inside(container, "cat", "/var/log/syslog")).stdout.includes(long));
  t.regex(
    (await inside(container, "cat", "/var/log/syslog")).stdout,
    /^\w{3} [ \d]\d [\d:]{8} web01 sysmon: <Event>/m,
  );
});

test.serial("another container with the same volume is the same agent, with the same key", async (t) => {
  const key = async (container: Docker.Container) =>
    (await inside(container, "cat", "/var/ossec/etc/client.keys")).stdout;
  const first = await start(t);
  await until(healthy(first), 60);
  const before = await key(first);
  await first.stop({ t: 30 });
  const second = await start(t);
  await until(healthy(second), 60);
  t.regex(before, /^001 web01 any [0-9a-f]+$/);
  t.is(await key(second), before);
});

test.serial("it tells its manager that it goes, and ends at once", async (t) => {
  const container = await start(t);
  await until(healthy(container), 60);
  // The agent's log is the container's.
  const shown = async () => (await execa("docker", ["logs", container.id])).stdout;
  await until(async () => (await shown()).includes("INFO: Started"));
  const began = Date.now();
  await container.stop({ t: 30 });
  t.true(Date.now() - began < 15_000);
  t.is((await container.inspect()).State.ExitCode, 0);
  t.regex(
    (await execa("docker", ["cp", `${container.id}:/var/ossec/logs/ossec.log`, "-"])).stdout,
    /Exit Cleaning/,
  );
});

test.serial("it ends when a sensor does, so that Docker starts it anew", async (t) => {
  const container = await start(t);
  await until(healthy(container), 60);
  await inside(container, "sh", "-c", "kill -9 $(cat /run/lab/packetbeat.pid)");
  t.is((await health(container)).stdout, "Packetbeat does not run");
  await until(async () => !(await container.inspect()).State.Running, 30);
  t.is((await container.inspect()).State.ExitCode, 1);
});

test.serial(
  "after it was killed it starts anew, whosever its old processes' numbers are by now",
  async (t) => {
    const container = await start(t);
    await until(healthy(container), 60);
    const lock = "/var/ossec/var/start-script-lock";
    await inside(
      container,
      "sh",
      "-c",
      `mkdir ${lock}; for file in ${lock}/pid /var/ossec/var/run/wazuh-agentd.pid /run/rsyslogd.pid; do echo 1 >$file; done`,
    );
    await container.kill();
    await container.start();
    await until(healthy(container), 60);
    t.not((await inside(container, "cat", "/var/ossec/var/run/wazuh-agentd.pid")).stdout, "1");
    t.not((await inside(container, "cat", "/run/rsyslogd.pid")).stdout, "1");
    t.is((await inside(container, "test", "-e", lock)).exitCode, 1);
  },
);

test.serial("a password that the manager does not take is what the health check says", async (t) => {
  await docker.getVolume(volume).remove();
  const container = await start(t, "wrong");
  await until(async () => (await health(container)).stdout.includes("Invalid password"), 60);
  const { stdout, exitCode } = await health(container);
  t.is(exitCode, 1);
  t.regex(stdout, /^the agent is pending; its last error: .*Invalid password \(from manager\)$/);
});

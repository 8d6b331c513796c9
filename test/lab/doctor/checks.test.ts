import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import type Docker from "dockerode";
import { readConfiguration } from "../../../components/configuration.ts";
import { checkDocker } from "../../../lab/doctor/docker.ts";
import type { Finding } from "../../../lab/doctor/finding.ts";
import { checkImages } from "../../../lab/doctor/images.ts";
import { checkKernel } from "../../../lab/doctor/kernel.ts";
import type { Machine } from "../../../lab/doctor/machine.ts";
import { needsOf } from "../../../lab/doctor/needs.ts";
import { checkPorts } from "../../../lab/doctor/ports.ts";
import { checkProcessor } from "../../../lab/doctor/processor.ts";
import { checkRoom } from "../../../lab/doctor/room.ts";

const gib = 2 ** 30;

const dockerWith = (containers: object[]) =>
  ({ listContainers: () => Promise.resolve(containers) }) as never as Docker;

/** A Docker host on which all is well. */
const good: Machine = {
  docker: dockerWith([]),
  host: "unix:///var/run/docker.sock",
  version: "28.1.0",
  operatingSystem: "Debian GNU/Linux 13",
  memory: 32 * gib,
  processors: 8,
  architecture: "x86_64",
  storageDriver: "overlay2",
  root: tmpdir(),
  cgroupVersion: "2",
  rootless: false,
  limitsMemory: true,
  local: true,
  publishesHere: true,
  clockSkew: 0.1,
};

const states = (findings: readonly Finding[]) => findings.map(({ about, state }) => `${about} ${state}`);
const notWell = (findings: readonly Finding[]) => findings.filter(({ state }) => state !== "ok");

test("a Docker host on which all is well has no finding that is not ok", (t) => {
  t.deepEqual(notWell(checkDocker(good)), []);
});

for (const [title, difference, expected] of [
  ["a Docker Engine that is too old is a problem", { version: "19.03.8" }, "docker problem"],
  ["a rootless engine is a warning", { rootless: true }, "docker kind warning"],
  ["the storage driver vfs is a warning", { storageDriver: "vfs" }, "docker storage warning"],
  ["a kernel without memory limits is a warning", { limitsMemory: false }, "memory limits warning"],
  ["4 GiB of memory are a warning", { memory: 4 * gib }, "docker memory warning"],
  ["another processor is a problem", { architecture: "riscv64" }, "architecture problem"],
  ["a clock that is an hour behind is a problem", { clockSkew: -3600 }, "clock problem"],
] as const) {
  test(title, (t) => {
    const found = notWell(checkDocker({ ...good, ...difference }));
    t.deepEqual(states(found), [expected]);
  });
}

test("the full lab of medium size needs what its containers are limited to, nine ports and an OpenSearch", (t) => {
  const needs = needsOf("full", readConfiguration({}));
  t.is(needs.memory / gib, 14_368 / 1_024);
  t.deepEqual(
    needs.ports.map(({ port }) => port),
    [18001, 18002, 18003, 18004, 18005, 18006, 18007, 18008, 18009],
  );
  t.true(needs.openSearch);
  t.is(needs.images["misp-database"], "mariadb:10.11");
});

test("the rehearsal needs less than a gibibyte, four ports and no image", (t) => {
  const needs = needsOf("rehearsal", readConfiguration({ "lab:profile": "rehearsal" }));
  t.true(needs.memory < gib);
  t.deepEqual(
    needs.ports.map(({ service }) => service),
    ["misp", "graylog", "graylog-raw", "tickets"],
  );
  t.false(needs.openSearch);
  t.deepEqual(needs.images, {});
});

test("a virtual machine needs its memory, a port for SSH, KVM and more disk", (t) => {
  const agents = [{ name: "win-1", os: "windows", kind: "vm" }];
  const needs = needsOf("full", readConfiguration({ "lab:agents": agents }));
  const without = needsOf("full", readConfiguration({}));
  t.is(needs.memory - without.memory, 5 * gib);
  t.true(needs.disk > without.disk);
  t.true(needs.virtualMachine);
  t.deepEqual(needs.ports.at(-1), { service: "agent-win-1", port: 18_012 });
});

const room = { memory: 2 * gib, disk: gib, profile: "full" } as const;

test("more memory or disk than there is is a problem that says what would do with less", async (t) => {
  const memory = await checkRoom({ ...good, memory: gib, local: false }, room, false);
  t.deepEqual(states(memory), ["memory problem", "disk ok"]);
  t.regex(memory[0]!.fix!, /lab:size: small/);
  const disk = await checkRoom(good, { ...room, disk: 2 ** 60, memory: 1 }, false);
  t.deepEqual(states(disk), ["memory ok", "disk problem"]);
  t.regex(disk[1]!.fix!, /docker system prune/);
});

test("memory that others use now is a warning, and none once the lab itself runs", async (t) => {
  const wanted = { ...room, memory: 2 ** 60 };
  const machine = { ...good, memory: 2 ** 61 };
  t.deepEqual(states(await checkRoom(machine, wanted, false)), ["memory warning", "disk ok"]);
  t.deepEqual(states(await checkRoom(machine, wanted, true)), ["memory ok", "disk ok"]);
});

async function kernelWith(t: ExecutionContext, maps: number) {
  const folder = await mkdtemp(join(tmpdir(), "kernel-"));
  t.teardown(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "maps"), `${maps}\n`);
  return { maxMapCount: join(folder, "maps"), kvm: join(folder, "kvm") };
}

test("the kernel's limits are problems only where the lab needs them", async (t) => {
  const kernel = await kernelWith(t, 65_530);
  const needed = await checkKernel(good, { openSearch: true, virtualMachine: true }, kernel);
  t.deepEqual(states(needed), ["vm.max_map_count problem", "kvm problem"]);
  t.is(needed[0]!.fix!.split(";")[0], "sudo sysctl -w vm.max_map_count=262144");
  t.deepEqual(notWell(await checkKernel(good, { openSearch: false, virtualMachine: false }, kernel)), []);
  await writeFile(kernel.kvm, "");
  await writeFile(kernel.maxMapCount, "262144\n");
  t.deepEqual(notWell(await checkKernel(good, { openSearch: true, virtualMachine: true }, kernel)), []);
});

test("what cannot be seen of a Docker host elsewhere is said, with the command to run there", async (t) => {
  const found = await checkKernel({ local: false }, { openSearch: true, virtualMachine: true });
  t.deepEqual(states(found), ["vm.max_map_count warning", "kvm warning"]);
  t.true(found.every(({ fix }) => fix?.startsWith("On the Docker host:")));
});

test("a processor without AVX is a problem where Graylog's own MongoDB runs on it", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "processor-"));
  t.teardown(() => rm(folder, { recursive: true }));
  const cpuInfo = join(folder, "cpuinfo");
  const mongo = { images: { "graylog-database": "mongo:7.0" } };
  const stateWith = async (
    features: string,
    local = true,
    needs: { images: Record<string, string> } = mongo,
  ) => {
    await writeFile(cpuInfo, `processor\t: 0\n${features}\nbugs\t\t: spectre\n`);
    return states(await checkProcessor({ local }, needs, cpuInfo));
  };
  t.deepEqual(await stateWith("flags\t\t: fpu sse4_2 avx avx2 hypervisor"), ["processor ok"]);
  t.deepEqual(await stateWith("Features\t: fp asimd sha3 sm3"), ["processor ok"]);
  t.deepEqual(await stateWith("flags\t\t: fpu sse4_2 avx512_not hypervisor"), ["processor problem"]);
  t.deepEqual(await stateWith("Features\t: fp asimd crc32"), ["processor problem"]);
  t.deepEqual(await stateWith("flags\t\t: fpu", true, { images: {} }), []);
  t.deepEqual(await stateWith("flags\t\t: fpu", false), []);
});

const container = (name: string, port: number, lab?: string) => ({
  Names: [`/${name}`],
  Ports: [{ PublicPort: port }],
  Labels: lab === undefined ? {} : { "wazuh-misp-lab.stack": lab },
});

test("a port that is taken is told with who has it and with a block that is free", async (t) => {
  const server = createServer().listen(0, "127.0.0.1");
  t.teardown(() => server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const docker = dockerWith([container("web", port + 1), container("lab-a-misp", port + 2, "a")]);
  const findings = await checkPorts(
    { docker, publishesHere: true },
    {
      stack: "b",
      address: "127.0.0.1",
      portBase: port,
      ports: [0, 1, 2].map((index) => ({ service: `s${index}`, port: port + index })),
    },
  );
  t.deepEqual(
    findings.map(({ detail }) => detail.replace(/\(.*\)/, "(…)")),
    [
      "for s0, is taken by another program (…)",
      "for s1, is taken by the container web",
      "for s2, is taken by the container lab-a-misp of the lab a",
    ],
  );
  t.regex(findings[0]!.fix!, /lab:portBase: \d+ is free/);
});

test("ports that the lab itself has are its own, and no problem", async (t) => {
  const docker = dockerWith([container("lab-b-misp", 18_001, "b")]);
  const ports = [{ service: "misp", port: 18_001 }];
  const needs = { stack: "b", address: "127.0.0.1", portBase: 18_000, ports };
  t.deepEqual(states(await checkPorts({ docker, publishesHere: true }, needs)), ["ports ok"]);
});

test("the ports of a container that Docker is just starting, or taking away, are waited for", async (t) => {
  const server = createServer().listen(0, "127.0.0.1");
  t.teardown(() => server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const starting = { ...container("lab-b-misp", port, "b"), State: "created" };
  let asked = 0;
  const docker = {
    listContainers: ({ all = false } = {}) => {
      asked += 1;
      const runs = asked > 3;
      return Promise.resolve(runs ? [{ ...starting, State: "running" }] : all ? [starting] : []);
    },
  } as never as Docker;
  const needs = { stack: "b", address: "127.0.0.1", portBase: port, ports: [{ service: "misp", port }] };
  t.deepEqual(states(await checkPorts({ docker, publishesHere: true }, needs)), ["ports ok"]);
  t.true(asked > 3);
});

test("images are here, can be pulled, are for another processor, or are told together with why they cannot", async (t) => {
  const platforms: Record<string, string[]> = { "b:1": ["amd64", "arm64"], "c:1": ["arm64"] };
  const docker = {
    getImage: (reference: string) => ({
      inspect: () => (reference === "a:1" ? Promise.resolve({}) : Promise.reject(new Error("no such image"))),
      distribution: () => {
        const offered = platforms[reference];
        return offered
          ? Promise.resolve({ Descriptor: {}, Platforms: offered.map((architecture) => ({ architecture })) })
          : Promise.reject(
              Object.assign(new Error("(HTTP code 500)"), { json: { message: "no such host" } }),
            );
      },
    }),
  } as never as Docker;
  const images = { one: "a:1", two: "b:1", three: "c:1", four: "d:1", five: "e:1" };
  const findings = await checkImages({ docker, architecture: "x86_64" }, images);
  t.deepEqual(
    findings.map(({ state, detail }) => `${state}: ${detail}`),
    [
      "ok: 1 are here, 1 more can be pulled",
      "warning: c:1 is made for arm64: it runs emulated, if at all",
      "problem: cannot be pulled: no such host\nd:1, e:1",
    ],
  );
});

import test from "ava";
import * as pulumi from "@pulumi/pulumi";
import { sizes } from "../../components/sizes.ts";
import type { Workload } from "../../components/workload/workload.ts";
import { mockEngine, settled } from "../helpers/pulumi-mocks.ts";

const resources = await mockEngine("class-7");
const docker = await import("@pulumi/docker");
const { Secrets } = await import("../../components/secrets.ts");
const { placeContainer } = await import("../../components/workload/container.ts");

const network = new docker.Network("network", { name: "lab-class-7-network" });
const site = {
  stack: "class-7",
  network,
  profile: "full",
  size: sizes.medium,
  secrets: new Secrets({}),
  bindAddress: "127.0.0.1",
  portBase: 20_000,
  checkInterval: 10,
} as const;

const place = (name: string, workload: Partial<Workload>): void => {
  placeContainer(site, name, { image: "image", hostname: name, memory: 64, ...workload }, {});
};

place("plain", {});
place("database", {
  limits: { nofile: 65_536, memlock: -1 },
  capabilities: ["SYS_NICE"],
  devices: ["/dev/kvm"],
  sysctls: { "net.ipv4.ip_unprivileged_port_start": "0" },
  tmpfs: { "/tmp": "size=64m" },
  stopTimeout: 60,
  user: "999:999",
  entryPoint: ["/start.sh"],
  arguments: ["--quick"],
  networks: [{ network: "lab-teacher-shared", aliases: ["misp.teacher.lab"] }, { network: "other" }],
  environment: { PASSWORD: pulumi.secret("a $(b) 'c'") },
});

await settled();

const container = (name: string) => resources.find((resource) => resource.name === name)!;

test("a workload that asks for nothing special gets nothing but the lab's network, memory and its names", (t) => {
  t.deepEqual(container("plain").inputs, {
    name: "lab-class-7-plain",
    hostname: "plain",
    image: "image",
    restart: "unless-stopped",
    labels: [{ label: "wazuh-misp-lab.stack", value: "class-7" }],
    memory: 64,
    memorySwap: 64,
    networksAdvanced: [{ name: "lab-class-7-network", aliases: ["plain"] }],
    uploads: [],
    volumes: [],
    ports: [],
  });
});

test("limits, capabilities, devices and the like reach Docker in the spelling in which it tells them back", (t) => {
  t.like(container("database").inputs, {
    ulimits: [
      { name: "nofile", soft: 65_536, hard: 65_536 },
      { name: "memlock", soft: -1, hard: -1 },
    ],
    capabilities: { adds: ["CAP_SYS_NICE"] },
    devices: [{ hostPath: "/dev/kvm", containerPath: "/dev/kvm", permissions: "rwm" }],
    sysctls: { "net.ipv4.ip_unprivileged_port_start": "0" },
    tmpfs: { "/tmp": "size=64m" },
    stopTimeout: 60,
    user: "999:999",
    entrypoints: ["/start.sh"],
    command: ["--quick"],
  });
});

test("another network is joined under the names given for it alone, so that no name of the lab is heard there", (t) => {
  t.deepEqual(container("database").inputs["networksAdvanced"], [
    { name: "lab-class-7-network", aliases: ["database"] },
    { name: "lab-teacher-shared", aliases: ["misp.teacher.lab"] },
    { name: "other", aliases: [] },
  ]);
});

test("a secret in the environment reaches the container as it is, and makes the environment a secret of the state", (t) => {
  const { inputs, secrets } = container("database");
  t.deepEqual(inputs["envs"], ["PASSWORD=a $(b) 'c'"]);
  t.true(secrets.includes("envs"));
});

test("a container is deleted before it is replaced, for its name is taken until then", (t) => {
  t.true(container("plain").options.deleteBeforeReplace);
});

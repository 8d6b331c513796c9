import { hostname } from "node:os";
import type Docker from "dockerode";
import { connectDocker } from "../../engine/docker.ts";
import type { DockerAddress } from "../../engine/docker-host.ts";

/** A Docker host, as its engine describes it. */
export interface Machine {
  readonly docker: Docker;
  /** Address of its engine. */
  readonly host: string;
  readonly version: string;
  readonly operatingSystem: string;
  /** Bytes. */
  readonly memory: number;
  readonly processors: number;
  /** `x86_64` or `aarch64`. */
  readonly architecture: string;
  readonly storageDriver: string;
  /** Folder that images and volumes are kept in, on the Docker host. */
  readonly root: string;
  readonly cgroupVersion: string;
  /** Whether it runs as a user that is not root. */
  readonly rootless: boolean;
  /** Whether a container's memory can be limited at all. */
  readonly limitsMemory: boolean;
  /** Whether it is this machine, and not another one or a virtual machine on it: then its kernel and disk can be read. */
  readonly local: boolean;
  /** Whether its ports are published on this machine: so it is for a virtual machine of Docker Desktop, too. */
  readonly publishesHere: boolean;
  /** Seconds that its clock is ahead of this machine's. */
  readonly clockSkew: number;
}

/** The part of the engine's answer that is read: https://docs.docker.com/reference/api/engine/, `SystemInfo`. */
interface SystemInfo {
  readonly ServerVersion: string;
  readonly OperatingSystem: string;
  readonly Name: string;
  readonly MemTotal: number;
  readonly NCPU: number;
  readonly Architecture: string;
  readonly Driver: string;
  readonly DockerRootDir: string;
  readonly CgroupVersion?: string;
  readonly MemoryLimit: boolean;
  readonly SecurityOptions?: readonly string[];
  readonly SystemTime: string;
}

/** Milliseconds that an engine which runs may take to answer. */
const patience = 10_000;

/** Asks a Docker Engine what it runs on. @throws when it does not answer */
export async function examineMachine(address: DockerAddress): Promise<Machine> {
  const impatient = await connectDocker(address, patience);
  const asked = Date.now();
  const info = (await impatient.info()) as SystemInfo;
  const answered = Date.now();
  return {
    docker: await connectDocker(address),
    host: address.host,
    version: info.ServerVersion,
    operatingSystem: info.OperatingSystem,
    memory: info.MemTotal,
    processors: info.NCPU,
    architecture: info.Architecture,
    storageDriver: info.Driver,
    root: info.DockerRootDir,
    cgroupVersion: info.CgroupVersion ?? "1",
    rootless: (info.SecurityOptions ?? []).some((option) => option.startsWith("name=rootless")),
    limitsMemory: info.MemoryLimit,
    local:
      process.platform === "linux" &&
      address.host.startsWith("unix://") &&
      info.Name === hostname() &&
      !/docker desktop/i.test(info.OperatingSystem),
    publishesHere: /^(unix|npipe):/.test(address.host),
    clockSkew: (Date.parse(info.SystemTime) - (asked + answered) / 2) / 1_000,
  };
}

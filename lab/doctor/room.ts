import { readFile, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { amount, ok, problem, warning, type Finding } from "./finding.ts";
import type { Machine } from "./machine.ts";
import type { Needs } from "./needs.ts";

/** Bytes that a lab which is there already may still come to need of the disk. */
const reserve = 2 * 2 ** 30;

/**
 * Whether the Docker host has the memory and the disk that a lab needs.
 *
 * @param running whether the lab's containers are there already: then what it takes is not free any more
 */
export async function checkRoom(
  machine: Pick<Machine, "memory" | "local" | "root">,
  needs: Pick<Needs, "memory" | "disk" | "profile">,
  running: boolean,
): Promise<Finding[]> {
  return [
    await checkMemory(machine, needs, running),
    await checkDisk(machine, running ? reserve : needs.disk),
  ];
}

async function checkMemory(
  { memory, local }: Pick<Machine, "memory" | "local">,
  needs: Pick<Needs, "memory" | "profile">,
  running: boolean,
): Promise<Finding> {
  const wanted = `the lab's containers may take ${amount(needs.memory)}`;
  const smaller =
    "Take lab:size: small (8 GiB), leave systems out with lab:systems, or use the profile rehearsal (about 1 GB): docs/configuration.md";
  if (needs.memory > memory) {
    return problem("memory", `${wanted}, and Docker has ${amount(memory)}`, smaller);
  }
  const available = local && !running ? await availableMemory() : undefined;
  return available !== undefined && available < needs.memory
    ? warning("memory", `${wanted}, and ${amount(available)} of ${amount(memory)} are free now`, smaller)
    : ok("memory", `${wanted} of Docker's ${amount(memory)}`);
}

/** Bytes that the kernel would give without swapping; undefined where it does not say. */
async function availableMemory(): Promise<number | undefined> {
  const text = await readFile("/proc/meminfo", "utf8").catch(() => "");
  const kilobytes = /^MemAvailable:\s+(\d+) kB/m.exec(text)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1_024;
}

async function checkDisk({ local, root }: Pick<Machine, "local" | "root">, wanted: number): Promise<Finding> {
  if (!local) {
    return ok(
      "disk",
      `is the Docker host's, and cannot be seen from here; about ${amount(wanted)} are needed`,
    );
  }
  const free = await freeBytes(root);
  const seen = `${amount(free)} free in ${root}`;
  return free >= wanted
    ? ok("disk", seen)
    : problem(
        "disk",
        `${seen}, and about ${amount(wanted)} are needed`,
        "docker system df shows what Docker holds, and docker system prune removes what nothing uses",
      );
}

/** Bytes that may still be written in a folder, or in the nearest one above it that can be asked. */
async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    if (dirname(folder) === folder) {
      throw error;
    }
    return await freeBytes(dirname(folder));
  }
}

import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** What a process and all below it took. */
export interface TreeUse {
  /** Most memory at one time, bytes: proportional set sizes, so that what processes share counts once. */
  readonly memory: number;
  /** Most processes at one time. */
  readonly processes: number;
  /** Processor time, seconds; of what ended between two samples only what its parent waited for. */
  readonly processor: number;
}

/** Milliseconds between two samples. */
const interval = 250;

/** Clock ticks a second, which Linux fixes for what /proc tells. */
const ticks = 100;

/** Samples a process and all below it until it ends, out of Linux's /proc. */
export async function watchTree(root: number, ended: AbortSignal): Promise<TreeUse> {
  let memory = 0;
  let processes = 0;
  let processor = 0;
  while (!ended.aborted) {
    const all = await processTable();
    const tree = below(all, root);
    const sizes = await Promise.all(tree.map(({ pid }) => proportionalSize(pid)));
    memory = Math.max(
      memory,
      sizes.reduce((sum, size) => sum + size, 0),
    );
    processes = Math.max(processes, tree.length);
    processor = Math.max(processor, tree.reduce((sum, one) => sum + one.ticks, 0) / ticks);
    await sleep(interval, undefined, { signal: ended }).catch(() => undefined);
  }
  return { memory, processes, processor };
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Of itself, and of its children that it has waited for. */
  readonly ticks: number;
}

async function processTable(): Promise<Process[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const read = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, "utf8").catch(() => "")));
  return read.flatMap((text, index) => {
    // The name stands in brackets, and may have any character in it.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const used = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return text === "" ? [] : [{ pid: Number(pids[index]), parent: Number(fields[1]), ticks: used }];
  });
}

function below(all: readonly Process[], root: number): Process[] {
  const found = all.filter(({ pid }) => pid === root);
  for (const { pid } of found) {
    found.push(...all.filter(({ parent }) => parent === pid));
  }
  return found;
}

async function proportionalSize(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
  return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1_024;
}

import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Ends a process and everything that it started, at once (SIGKILL). Each process is stopped before its children
 * are looked up, so that none can start another one meanwhile.
 */
export async function killTree(root: number): Promise<void> {
  if (process.platform === "win32") {
    await run("taskkill", ["/PID", String(root), "/T", "/F"]).catch(() => undefined);
    return;
  }
  const tree = new Set([root]);
  let found = [root];
  while (found.length > 0) {
    found.forEach((pid) => signal(pid, "SIGSTOP"));
    const processes = await listProcesses();
    found = processes.filter(({ pid, parent }) => tree.has(parent) && !tree.has(pid)).map(({ pid }) => pid);
    found.forEach((pid) => tree.add(pid));
  }
  tree.forEach((pid) => signal(pid, "SIGKILL"));
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it has ended, or belongs to another user
  }
}

interface ListedProcess {
  readonly pid: number;
  readonly parent: number;
}

async function listProcesses(): Promise<ListedProcess[]> {
  if (process.platform === "linux") {
    const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
    return (await Promise.all(pids.map(readStat))).filter((found) => found !== undefined);
  }
  const { stdout } = await run("ps", ["-A", "-o", "pid=,ppid="]);
  return stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number])
    .map(([pid, parent]) => ({ pid, parent }));
}

/** Reads the parent's id: the second field after the name, which stands in parentheses and may hold any. */
async function readStat(pid: string): Promise<ListedProcess | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    const [, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { pid: Number(pid), parent: Number(parent) };
  } catch {
    return undefined; // it has ended since it was listed
  }
}

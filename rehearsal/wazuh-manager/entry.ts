import { execFile, spawnSync } from "node:child_process";
import { chmod, mkdir, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { give, type Owner } from "./owner.ts";
import { inBase, type Places } from "./places.ts";

/** The folders of Wazuh's packages that take part, with their owner and mode. */
const folders: readonly (readonly [path: string, user: "root" | "wazuh", mode: number])[] = [
  ["bin", "root", 0o750],
  ["etc", "wazuh", 0o770],
  ["etc/rules", "root", 0o770],
  ["etc/decoders", "root", 0o770],
  ["etc/lists", "wazuh", 0o770],
  ["integrations", "root", 0o750],
  ["logs", "wazuh", 0o770],
  ["logs/alerts", "wazuh", 0o750],
  ["logs/archives", "wazuh", 0o750],
  ["queue", "root", 0o750],
  ["queue/sockets", "wazuh", 0o770],
  ["var", "root", 0o750],
  ["var/run", "root", 0o770],
];

/** Files that Wazuh's packages bring, empty at first. */
const files: readonly (readonly [path: string, mode: number])[] = [
  ["logs/ossec.log", 0o660],
  ["logs/integrations.log", 0o640],
];

/** Makes the folders and files that Wazuh's packages bring; those of a used volume keep what is in them. */
export async function makeFolders(places: Places, account: Owner | undefined): Promise<void> {
  for (const [path, user, mode] of folders) {
    const folder = inBase(places, path);
    await mkdir(folder, { recursive: true });
    await chmod(folder, mode);
    await give(folder, account, user);
  }
  for (const [path, mode] of files) {
    const file = inBase(places, path);
    await (await open(file, "a")).close();
    await chmod(file, mode);
    await give(file, account, "wazuh");
  }
}

/**
 * Copies the mounted configuration over Wazuh's folder, as the official image does: with `cp -r`, so that a file that is
 * there keeps its owner and mode, and a new one has the source's mode and belongs to root.
 */
export async function copyConfiguration({ mount, base }: Places): Promise<void> {
  const sources = (await listed(mount)).map((name) => join(mount, name));
  if (sources.length > 0) {
    await promisify(execFile)("cp", ["-r", ...sources, base]);
  }
}

/** Runs the entrypoint scripts in order. Like the official image, it goes on where one fails; it says so. */
export async function runScripts({ scripts }: Places, say: (line: string) => void): Promise<void> {
  for (const name of (await listed(scripts)).filter((file) => file.endsWith(".sh")).toSorted()) {
    const { status, signal, stdout } = spawnSync("bash", ["-c", 'bash "$0" 2>&1', join(scripts, name)], {
      stdio: ["ignore", "pipe", "inherit"],
      encoding: "utf8",
    });
    if (stdout) {
      say(stdout.trimEnd());
    }
    if (status !== 0) {
      const how = signal === null ? `status ${status ?? ""}` : signal;
      say(`${name} ended with ${how}; the manager starts all the same, as the official image does.`);
    }
  }
}

/** Names in a folder that the shell's `*` stands for; none where there is no such folder. */
async function listed(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => !name.startsWith("."));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return [];
    }
    throw error;
  }
}

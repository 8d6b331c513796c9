import { copyFile, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's name in Pulumi.yaml. */
const project = "wazuh-misp-lab";

/** The folder of a backend in the file system, where Pulumi keeps state and locks; undefined for any other backend. */
export function backendFolder(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const url = env["PULUMI_BACKEND_URL"] ?? "";
  return url.startsWith("file://") ? join(fileURLToPath(url), ".pulumi") : undefined;
}

/** The folder in which a stack's locks lie, one file each. */
export function lockFolder(backend: string, stack: string): string {
  return join(backend, "locks/organization", project, stack);
}

/**
 * Mends a stack's state of which only a part was written when the engine was killed: the state before the last change,
 * which Pulumi keeps beside it, takes its place. What that one does not know of is found by its label.
 *
 * @returns what was done, for the user; undefined when the state was whole
 */
export async function mendState(backend: string, stack: string): Promise<string | undefined> {
  const file = join(backend, "stacks", project, `${stack}.json`);
  const backup = `${file}.bak`;
  await Promise.all([file, backup, ...(await filesIn(lockFolder(backend, stack)))].map(dropTornAttributes));
  if (await isWhole(file)) {
    return undefined;
  }
  if (await isWhole(backup)) {
    await copyFile(backup, `${file}.mended`);
    await rename(`${file}.mended`, file);
    return `The state of ${stack} was cut off when its update was killed; the one before the last change is used.`;
  }
  await rm(file);
  return `The state of ${stack} was cut off when its update was killed, and there is none before it: it begins anew.`;
}

/**
 * Removes what Pulumi keeps of a stack that it has removed: copies of its earlier states, those that were cut off, and
 * empty folders. They hold the addresses and, encrypted, the secrets of a lab that is gone.
 */
export async function forgetEarlierStates(backend: string, stack: string): Promise<void> {
  const states = join(backend, "stacks", project);
  // What the engine was writing when it was killed has the state's name, a number and this ending.
  const cutOff = (await readdir(states).catch(() => [])).filter(
    (name) => name.startsWith(`${stack}.json.`) && name.endsWith(".tmp"),
  );
  const remains = [
    ...[`${stack}.json.bak`, `${stack}.json.bak.attrs`, ...cutOff].map((name) => join(states, name)),
    join(backend, "backups", project, stack),
    join(backend, "history", project, stack),
    lockFolder(backend, stack),
  ];
  await Promise.all(remains.map((path) => rm(path, { recursive: true, force: true })));
}

/**
 * Removes what stands beside a file of the backend for its kind of content, where it was cut off: then the backend could not
 * read the file at all, and without it it can.
 */
async function dropTornAttributes(file: string): Promise<void> {
  const attributes = `${file}.attrs`;
  if (!(await isWhole(attributes))) {
    await rm(attributes, { force: true });
  }
}

async function filesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith(".json")).map((name) => join(folder, name));
}

/** Whether a file is JSON to its end; one that is not there is no torn one. */
async function isWhole(file: string): Promise<boolean> {
  try {
    JSON.parse(await readFile(file, "utf8"));
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" && !file.endsWith(".bak");
  }
}

import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type Client from "dockerode";
import { EngineGone } from "../provider/resource.ts";
import type { Daemon } from "./connection/daemon.ts";
import { isMissing } from "./daemon-error.ts";

interface Entry {
  readonly daemon: string;
  readonly kind: "container" | "network" | "service";
  readonly name: string;
  /** Known once Docker answered. */
  readonly id?: string;
  /** The process that is making it. */
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** One creation under way. */
export interface Creation {
  /** Notes what Docker made. */
  made(id: string): void;
  /** The engine will hear how it went, so nothing has to be remembered. */
  end(signal: AbortSignal): Promise<void>;
}

/**
 * Remembers what is being created until the engine can know of it. When this process, the engine or the machine
 * is killed in between, nothing in state leads to what Docker already made; the next process that changes
 * anything on the same daemon removes it. Kept as small files in Pulumi's folder of the user.
 */
export class Creations {
  readonly #daemon: Daemon;
  readonly #folder: string;
  #swept: Promise<void> | undefined;
  #number = 0;

  constructor(daemon: Daemon, folder = defaultFolder()) {
    this.#daemon = daemon;
    this.#folder = folder;
  }

  /** Removes what killed processes left on this daemon, once a process. */
  sweep(): Promise<void> {
    this.#swept ??= this.#sweep();
    return this.#swept;
  }

  /** Begins to create something that Docker will know by `name`. */
  async begin(kind: Entry["kind"], name: string): Promise<Creation> {
    await this.sweep();
    const pid = process.pid;
    let entry: Entry = { daemon: await this.#daemon.address(), kind, name, pid, since: Date.now() };
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const file = join(this.#folder, `${pid}-${this.#number++}.json`);
    const write = (): void => writeFileSync(file, JSON.stringify(entry), { mode: 0o600 });
    write();
    return {
      made: (id) => {
        entry = { ...entry, id };
        write();
      },
      end: async (signal) => {
        if (signal.aborted && signal.reason instanceof EngineGone) {
          await remove(await this.#daemon.client(), entry);
        }
        rmSync(file, { force: true });
      },
    };
  }

  async #sweep(): Promise<void> {
    const address = await this.#daemon.address();
    for (const name of namesIn(this.#folder)) {
      const file = join(this.#folder, name);
      const entry = readEntry(file);
      if (entry !== undefined && entry.daemon === address && !isRunning(entry.pid)) {
        await remove(await this.#daemon.client(), entry);
        rmSync(file, { force: true });
      }
    }
  }
}

function defaultFolder(): string {
  return join(process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi"), "docker-creations");
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(".json"));
  } catch {
    return [];
  }
}

function readEntry(file: string): Entry | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Entry;
  } catch {
    // Another process is just writing or removing it.
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function remove(client: Client, entry: Entry): Promise<void> {
  try {
    const id = entry.id ?? (await findMade(client, entry));
    if (id !== undefined) {
      await objectOf(client, entry.kind, id).remove({ force: true, v: true });
    }
  } catch (error) {
    if (!isMissing(error)) {
      throw error;
    }
  }
}

interface DockerObject {
  inspect(): Promise<unknown>;
  remove(options: object): Promise<unknown>;
}

function objectOf(client: Client, kind: Entry["kind"], id: string): DockerObject {
  switch (kind) {
    case "container":
      return client.getContainer(id);
    case "network":
      return client.getNetwork(id);
    case "service":
      return client.getService(id);
  }
}

/**
 * The object of the entry's name, where Docker's answer was never read: only if it was made since, for an older
 * one is somebody else's.
 */
async function findMade(client: Client, { kind, name, since }: Entry): Promise<string | undefined> {
  const tolerance = 1000;
  const found = (await objectOf(client, kind, name).inspect()) as Found;
  return Date.parse(found.Created ?? found.CreatedAt ?? "") >= since - tolerance
    ? (found.Id ?? found.ID)
    : undefined;
}

/** Containers and networks are told in one spelling, services in another. */
interface Found {
  readonly Id?: string;
  readonly ID?: string;
  readonly Created?: string;
  readonly CreatedAt?: string;
}

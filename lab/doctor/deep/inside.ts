import type Docker from "dockerode";
import { logText } from "../../../components/readiness/container.ts";
import { configurator, type LabContainers } from "../../../components/readiness/status.ts";
import { dockerExec } from "../../docker-exec.ts";

/** A question that the configurator's container asks another system of the lab. */
export interface Question {
  readonly method?: "GET" | "POST";
  readonly url: string;
  /** Who asks: a user with a password, or the configurator's own user of Graylog. @default - nobody */
  readonly as?: { readonly user: string; readonly password: string } | "graylog";
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** A container's memory, in bytes. */
export interface MemoryUse {
  readonly system: string;
  readonly used: number;
  readonly limit: number;
}

/** A running lab from within: all that the deep checks see of it. */
export interface Inside {
  has(system: string): boolean;
  /** Runs a command without a shell. @throws when its exit code is not 0 */
  exec(system: string, command: readonly string[]): Promise<string>;
  ask(question: Question): Promise<Answer>;
  /** What a container has written since it was started. */
  logs(system: string): Promise<string>;
  memory(): Promise<readonly MemoryUse[]>;
}

/**
 * Asks one question out of the configurator's container, which trusts the lab's authority and is on its network. The
 * question comes by standard input, so that no password is in a list of processes.
 */
const askProgram = `
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { method = "GET", url, as } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
const { readFileSync } = await import("node:fs");
const graylog = () => {
  const { username, password } = JSON.parse(readFileSync("/etc/lab/desired-state.json", "utf8")).graylog;
  return { user: username, password };
};
const who = as === "graylog" ? graylog() : as;
const headers = who ? { Authorization: "Basic " + Buffer.from(who.user + ":" + who.password).toString("base64") } : {};
const response = await fetch(url, { method, headers, signal: AbortSignal.timeout(10_000) }).catch((error) => {
  throw error.cause ?? error;
});
console.log(JSON.stringify({ status: response.status, body: (await response.text()).slice(0, 65_536) }));
`;

/** A lab in Docker. */
export function insideOf(docker: Docker, containers: LabContainers): Inside {
  const nameOf = (system: string): string => {
    const name = containers[system];
    if (name === undefined) {
      throw new Error(`this lab has no ${system}`);
    }
    return name;
  };
  const exec: Inside["exec"] = (system, command) => dockerExec(docker, nameOf(system), command);
  return {
    has: (system) => system in containers,
    exec,
    ask: async (question) => {
      const command = ["node", "--input-type=module", "--eval", askProgram];
      const options = { input: JSON.stringify(question) };
      return JSON.parse(await dockerExec(docker, nameOf(configurator), command, options)) as Answer;
    },
    logs: async (system) => {
      const container = docker.getContainer(nameOf(system));
      const { State } = await container.inspect();
      const since = Math.floor(Date.parse(State.StartedAt) / 1_000);
      return logText(await container.logs({ stdout: true, stderr: true, since, follow: false }));
    },
    memory: () =>
      Promise.all(
        Object.entries(containers).map(([system, name]) => memoryOf(docker.getContainer(name), system)),
      ),
  };
}

/** The part of Docker's statistics that is read: with cgroup v1 and v2 one counter has two names. */
interface MemoryStats {
  readonly usage?: number;
  readonly limit?: number;
  readonly stats?: { readonly inactive_file?: number; readonly total_inactive_file?: number };
}

/** https://docs.docker.com/reference/cli/docker/container/stats/: the page cache that is not in use does not count. */
async function memoryOf(container: Docker.Container, system: string): Promise<MemoryUse> {
  const { memory_stats } = await container.stats({ stream: false, "one-shot": true });
  // Of a container that does not run nothing is said.
  const memory: MemoryStats = memory_stats;
  const cache = memory.stats?.total_inactive_file ?? memory.stats?.inactive_file ?? 0;
  return { system, used: Math.max(0, (memory.usage ?? 0) - cache), limit: memory.limit ?? 0 };
}

import type Docker from "dockerode";
import { extract } from "tar-stream";
import type { Status } from "../../configurator/status.ts";

/** How far one system is, whichever way it is known. */
export interface SystemReadiness {
  readonly system: string;
  readonly state: "waiting" | "ready" | "failed";
  /** What proves it, or what is missing. */
  readonly detail: string;
  /** Since when, ISO 8601, where it is known. */
  readonly since?: string;
}

/** Where a lab's readiness is read from: the name of each system's container. One of them is the configurator's. */
export type LabContainers = Readonly<Record<string, string>>;

/** The system whose word counts for others. */
export const configurator = "configurator";

/**
 * Asks the Docker Engine how far a lab's systems are. A container that is gone, stopped or starting over and over has
 * `failed` at once; otherwise a system is as far as the configurator has proven, or as its own health check tells.
 */
export async function readReadiness(docker: Docker, containers: LabContainers): Promise<SystemReadiness[]> {
  const configured = await readStatus(docker, containers[configurator]);
  const asked = Object.entries(containers).map(async ([system, name]) => {
    const own = await containerReadiness(docker, system, name);
    if (own.state === "failed") {
      return own;
    }
    if (system === configurator && !configured) {
      return { system, state: "waiting" as const, detail: "has not said anything yet" };
    }
    return { system, ...(configured?.systems[system] ?? own) };
  });
  const others = Object.entries(configured?.systems ?? {}).filter(([system]) => !(system in containers));
  const systems = [
    ...(await Promise.all(asked)),
    ...others.map(([system, proven]) => ({ system, ...proven })),
  ];
  return systems.sort((a, b) => a.system.localeCompare(b.system));
}

async function containerReadiness(docker: Docker, system: string, name: string): Promise<SystemReadiness> {
  const inspected = await docker
    .getContainer(name)
    .inspect()
    .catch((error: unknown) => ifMissing(error));
  if (!inspected) {
    return { system, state: "failed", detail: `the container ${name} is gone: bring the lab up again` };
  }
  const { State, RestartCount } = inspected;
  if (State.Restarting || RestartCount > 3) {
    const detail = `starts over and over, last exit code ${State.ExitCode}: see docker logs ${name}`;
    return { system, state: "failed", detail };
  }
  if (!State.Running) {
    return {
      system,
      state: "failed",
      detail: `is ${State.Status}, exit code ${State.ExitCode}: see docker logs ${name}`,
    };
  }
  const since = State.StartedAt;
  // Before its first check the engine sends no list, whatever the type says.
  const checks = State.Health?.Log as { Output: string }[] | null | undefined;
  const said = lastLine(checks?.at(-1)?.Output.trim());
  switch (State.Health?.Status ?? "none") {
    case "healthy":
      return { system, state: "ready", since, detail: said || "is healthy" };
    case "none":
      // The image has no check of its own: running is all that can be known from here.
      return { system, state: "ready", since, detail: "is running" };
    default:
      return { system, state: "waiting", since, detail: said || "its health check has not passed yet" };
  }
}

const lastLine = (text = ""): string => text.split("\n").at(-1)!.slice(0, 200);

/** The configurator's status, read out of its container's file system; undefined while there is none. */
async function readStatus(docker: Docker, name = ""): Promise<Status | undefined> {
  const archive = await docker
    .getContainer(name)
    .getArchive({ path: "/var/lib/lab-status.json" })
    .catch((error: unknown) => ifMissing(error));
  if (!archive) {
    return undefined;
  }
  const unpack = extract();
  archive.pipe(unpack);
  for await (const entry of unpack) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry as AsyncIterable<Buffer>) {
      chunks.push(chunk);
    }
    return JSON.parse(Buffer.concat(chunks).toString("utf8")) as Status;
  }
  return undefined;
}

/** Undefined for what Docker does not have; any other error is thrown again. */
function ifMissing(error: unknown): undefined {
  if ((error as { statusCode?: number }).statusCode !== 404) {
    throw error;
  }
}

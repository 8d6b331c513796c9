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

/** Where a lab's readiness is read from: containers by system, and the configurator's container. */
export interface ReadinessSources {
  readonly containers: Readonly<Record<string, string>>;
  readonly configurator: string;
}

/**
 * Asks the Docker Engine how far a lab's systems are: the health of those that prove themselves, and the configurator's
 * word on the others. A container that is gone, stopped or starting over and over is `failed` at once.
 */
export async function readReadiness(docker: Docker, sources: ReadinessSources): Promise<SystemReadiness[]> {
  const [healths, configured] = await Promise.all([
    Promise.all(
      Object.entries(sources.containers).map(([system, name]) => containerReadiness(docker, system, name)),
    ),
    configuratorReadiness(docker, sources.configurator),
  ]);
  return [...healths, ...configured].sort((a, b) => a.system.localeCompare(b.system));
}

async function containerReadiness(docker: Docker, system: string, name: string): Promise<SystemReadiness> {
  const trouble = await containerTrouble(docker, name);
  if (trouble) {
    return { system, ...trouble };
  }
  const { State } = await docker.getContainer(name).inspect();
  const since = State.StartedAt;
  // `none`: the image has no check of its own, and running is all that can be known from here.
  const health = State.Health?.Status ?? "none";
  // Before its first check the engine sends no list, whatever the type says.
  const checks = State.Health?.Log as { Output: string }[] | null | undefined;
  const said = checks?.at(-1)?.Output.trim();
  switch (health) {
    case "healthy":
    case "none":
      return {
        system,
        state: "ready",
        since,
        detail: health === "none" ? "is running" : lastLine(said) || "is healthy",
      };
    default:
      return {
        system,
        state: "waiting",
        since,
        detail: lastLine(said) || "its health check has not passed yet",
      };
  }
}

const lastLine = (text = ""): string => text.split("\n").at(-1)!.slice(0, 200);

/** Why a container cannot do its job, whatever its health check says; undefined when it runs. */
async function containerTrouble(
  docker: Docker,
  name: string,
): Promise<Pick<SystemReadiness, "state" | "detail"> | undefined> {
  try {
    const { State, RestartCount } = await docker.getContainer(name).inspect();
    if (State.Restarting || RestartCount > 3) {
      return {
        state: "failed",
        detail: `starts over and over, last exit code ${State.ExitCode}: see docker logs ${name}`,
      };
    }
    if (!State.Running) {
      return {
        state: "failed",
        detail: `is ${State.Status}, exit code ${State.ExitCode}: see docker logs ${name}`,
      };
    }
    return undefined;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) {
      return { state: "failed", detail: `the container ${name} is gone: run the same update with --refresh` };
    }
    throw error;
  }
}

async function configuratorReadiness(docker: Docker, name: string): Promise<SystemReadiness[]> {
  const trouble = await containerTrouble(docker, name);
  if (trouble) {
    return [{ system: "configurator", ...trouble }];
  }
  const status = await readStatus(docker, name);
  if (!status) {
    return [{ system: "configurator", state: "waiting", detail: "has not said anything yet" }];
  }
  return Object.entries(status.systems).map(([system, { state, detail, since }]) => ({
    system,
    state,
    detail,
    since,
  }));
}

/** The configurator's status, read out of its container's file system. */
async function readStatus(docker: Docker, name: string): Promise<Status | undefined> {
  const archive = await docker
    .getContainer(name)
    .getArchive({ path: "/var/lib/lab-status.json" })
    .catch((error: unknown) => {
      if ((error as { statusCode?: number }).statusCode === 404) {
        return undefined;
      }
      throw error;
    });
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

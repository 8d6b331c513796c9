import type Docker from "dockerode";
import { extract } from "tar-stream";
import type { Status, SystemStatus } from "../../configurator/status.ts";
import { readContainer, type ContainerState } from "./container.ts";

/** How far one system is, whichever way it is known. */
export interface SystemReadiness {
  readonly system: string;
  readonly state: "waiting" | "ready" | "failed";
  /** What proves it, or what is missing. */
  readonly detail: string;
  /** Since when it is in this state, ISO 8601, where that is known. */
  readonly since?: string;
  /** Its container; missing for what has none in this lab, such as an agent on a host elsewhere. */
  readonly container?: ContainerState;
}

/** Where a lab's readiness is read from: the name of each system's container. One of them is the configurator's. */
export type LabContainers = Readonly<Record<string, string>>;

/** The system whose word counts for others. */
export const configurator = "configurator";

/** Milliseconds after which what the configurator has proven counts for nothing, unless it proves it again. */
const longestSilence = 5 * 60_000;

/**
 * Asks the Docker Engine how far a lab's systems are. A container that is gone, stopped or starting over and over has
 * `failed` at once; otherwise a system is as far as the configurator has proven, or as its own health check tells. What
 * the configurator proved before it stopped, or long ago, is no proof any more.
 */
export async function readReadiness(docker: Docker, containers: LabContainers): Promise<SystemReadiness[]> {
  const [proven, entries] = await Promise.all([
    readProofs(docker, containers[configurator]),
    Promise.all(
      Object.entries(containers).map(
        async ([system, name]) => [system, await readContainer(docker, name)] as const,
      ),
    ),
  ]);
  const proves = entries.find(([system]) => system === configurator)?.[1];
  const systems = entries.map(([system, container]): SystemReadiness => {
    const proof = proven?.[system];
    if (container.state === "failed" || !proof) {
      return system === configurator && container.state === "ready" && !proven
        ? { system, state: "waiting", detail: "has not said anything yet", container }
        : { system, ...readinessOf(container), container };
    }
    return { system, ...trusted(proof, proves), container };
  });
  const others = Object.entries(proven ?? {})
    .filter(([system]) => !(system in containers))
    .map(([system, proof]) => ({ system, ...trusted(proof, proves) }));
  return [...systems, ...others].sort((a, b) => a.system.localeCompare(b.system));
}

type Readiness = Pick<SystemReadiness, "state" | "detail" | "since">;

function readinessOf({ state, detail, since }: ContainerState): Readiness {
  return { state, detail, ...(since !== undefined && { since }) };
}

/** What the configurator has proven, as far as it can be believed. */
function trusted(proof: SystemStatus, proves: ContainerState | undefined): Readiness {
  const { state, detail, since, checked } = proof;
  if (state !== "ready") {
    return { state, detail, since };
  }
  if (!proves?.running) {
    return {
      state: "waiting",
      detail: `was ready at ${checked}; the configurator, which proves it, does not run`,
    };
  }
  const silent = Date.now() - Date.parse(checked) > longestSilence;
  return silent || checked < (proves.since ?? "")
    ? { state: "waiting", detail: `was ready at ${checked}; the configurator has not looked since` }
    : { state, detail, since };
}

/** The configurator's status, read out of its container's file system; undefined while there is none. */
async function readProofs(docker: Docker, name = ""): Promise<Status["systems"] | undefined> {
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
    return (JSON.parse(Buffer.concat(chunks).toString("utf8")) as Status).systems;
  }
  return undefined;
}

/** Undefined for what Docker does not have; any other error is thrown again. */
function ifMissing(error: unknown): undefined {
  if ((error as { statusCode?: number }).statusCode !== 404) {
    throw error;
  }
}

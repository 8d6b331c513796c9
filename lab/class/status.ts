import type Docker from "dockerode";
import { stackLabel } from "../../components/workload/names.ts";
import { readReadiness, type SystemReadiness } from "../../components/readiness/status.ts";
import { expiryOf, type ClassLab, type ClassRegister } from "./register.ts";

/** How one lab of a class is. */
export interface LabStatus {
  readonly id: string;
  readonly name: string;
  readonly stack: string;
  /** `ready` when every system of it is; `down` when nothing of it is there. */
  readonly state: "ready" | "waiting" | "failed" | "down";
  /** The first system that is not ready and why, or why the last update failed. */
  readonly detail: string;
  readonly systems: readonly SystemReadiness[];
  readonly expires?: string;
  /** Whether its time is over. */
  readonly expired: boolean;
  readonly urls?: Readonly<Record<string, string>>;
}

/**
 * How the labs of a class are, the class's own stack first. Docker is asked once for everything that carries a stack's
 * label, and then by each lab's own proof; the engine and the state are not asked.
 */
export async function classStatus(docker: Docker, register: ClassRegister): Promise<LabStatus[]> {
  const { label } = stackLabel("");
  const containers = await docker.listContainers({ all: true, filters: { label: [label] } });
  const there = new Set(containers.map(({ Labels }) => Labels[label]));
  return await Promise.all(
    [register.common, ...register.labs].map((lab) => labStatus(docker, lab, there.has(lab.stack))),
  );
}

async function labStatus(docker: Docker, lab: ClassLab, there: boolean): Promise<LabStatus> {
  const { id, name, stack, containers = {}, failure, urls } = lab;
  const expires = expiryOf(lab);
  const systems = there && Object.keys(containers).length > 0 ? await readReadiness(docker, containers) : [];
  const about = {
    id,
    name,
    stack,
    systems,
    expired: expires !== undefined && Date.parse(expires) <= Date.now(),
    ...(expires && { expires }),
    ...(urls && { urls }),
  };
  const [wrong] = [...systems].filter(({ state }) => state !== "ready").sort(failedFirst);
  if (failure !== undefined) {
    return { ...about, state: "failed", detail: failure };
  }
  if (wrong) {
    return {
      ...about,
      state: wrong.state as "waiting" | "failed",
      detail: `${wrong.system}: ${wrong.detail}`,
    };
  }
  if (Object.keys(containers).length === 0) {
    // The class's own stack may have nothing but images.
    return lab.containers
      ? { ...about, state: "ready", detail: "has nothing to run" }
      : {
          ...about,
          state: "down",
          detail: lab.created ? "its first update did not end" : "was never brought up",
        };
  }
  return there
    ? { ...about, state: "ready", detail: `${systems.length} systems` }
    : { ...about, state: "down", detail: "its containers are gone" };
}

const failedFirst = (a: SystemReadiness, b: SystemReadiness): number =>
  Number(b.state === "failed") - Number(a.state === "failed");

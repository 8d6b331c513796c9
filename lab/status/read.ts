import type Docker from "dockerode";
import { readReadiness, type SystemReadiness } from "../../components/readiness/status.ts";
import { declaredContainers, presentContainers } from "../expected.ts";
import { configurationOf } from "../lab-configuration.ts";
import { hasStackFile, readStackFile } from "../stack-file.ts";

/** One system of a lab. */
export interface SystemRow extends SystemReadiness {
  /** Whether the stack's file asks for it; what it does not ask for was left behind. */
  readonly declared: boolean;
}

/** A lab as it is at one moment. */
export interface LabStatus {
  readonly stack: string;
  /** Whether every system that is declared is ready by its own proof. */
  readonly ready: boolean;
  /** Whether anything of it is in Docker. */
  readonly present: boolean;
  readonly systems: readonly SystemRow[];
}

/**
 * Reads how far a lab is. What must be there comes from the stack's file, and everything else from Docker, so it is right
 * for a lab whose update failed, too, and no engine is asked.
 */
export async function readLabStatus(docker: Docker, stack: string): Promise<LabStatus> {
  const present = await presentContainers(docker, stack);
  const known = (await hasStackFile(stack)) || Object.keys(present).length === 0;
  const declared = known
    ? declaredContainers(stack, await configurationOf(await readStackFile(stack)))
    : present;
  const readiness = await readReadiness(docker, { ...present, ...declared });
  const systems = readiness.map((system) =>
    row(system, system.container === undefined || system.system in declared),
  );
  return {
    stack,
    ready: systems.every(({ state, declared: wanted }) => state === "ready" || !wanted),
    present: Object.keys(present).length > 0,
    systems,
  };
}

function row(readiness: SystemReadiness, declared: boolean): SystemRow {
  return declared
    ? { ...readiness, declared }
    : {
        ...readiness,
        declared,
        detail: `is not in the stack's file any more; the next up removes it (${readiness.detail})`,
      };
}

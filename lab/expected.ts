import type Docker from "dockerode";
import type { Configuration } from "../components/configuration.ts";
import { planOf } from "../components/plan.ts";
import type { LabContainers } from "../components/readiness/status.ts";
import { dockerName, stackLabel } from "../components/workload/names.ts";
import { LabError, UsageError } from "./lab-error.ts";
import { readStackFile } from "./stack-file.ts";

/** The containers that a lab of this configuration has, by system: what must be there, whether it is or not. */
export function declaredContainers(stack: string, configuration: Configuration): LabContainers {
  const { parts, servesAgents } = planOf(configuration);
  const agents = servesAgents
    ? configuration.agents.filter(({ kind }) => kind !== "remote").map(({ name }) => `agent-${name}`)
    : [];
  return Object.fromEntries([...parts, ...agents].map((system) => [system, dockerName(stack, system)]));
}

/** The containers that a stack has in Docker, by system: whatever carries its label. */
export async function presentContainers(docker: Docker, stack: string): Promise<LabContainers> {
  const { label, value } = stackLabel(stack);
  const filters = { label: [`${label}=${value}`] };
  const prefix = dockerName(stack, "");
  const names = (await docker.listContainers({ all: true, filters })).map(({ Names }) => Names[0]!.slice(1));
  return Object.fromEntries(
    names.map((name) => [name.startsWith(prefix) ? name.slice(prefix.length) : name, name]),
  );
}

/** The labs that have running containers, by their stacks' names, in order. */
export async function stacksUp(docker: Docker): Promise<string[]> {
  const { label } = stackLabel("");
  const containers = await docker.listContainers({ filters: { label: [label] } });
  return [...new Set(containers.map(({ Labels }) => Labels[label]!))].sort();
}

/**
 * Says that a lab is not up, which the caller has found out.
 *
 * @throws {LabError} always: with the labs that are up or, where this one has no file, with those that there are
 */
export async function refuseAbsent(docker: Docker, stack: string): Promise<never> {
  await readStackFile(stack);
  const up = await stacksUp(docker);
  throw new LabError(
    `The lab ${stack} is not up. \`npm run lab -- up ${stack}\` brings it up.` +
      (up.length > 0 ? ` Up now: ${up.join(", ")}.` : ""),
  );
}

/** Groups of systems that have one name, by how their systems' names begin. */
const groups: Readonly<Record<string, string>> = { wazuh: "wazuh-", agents: "agent-" };

/**
 * Of a lab's containers those of a component: itself and what belongs to it, such as MISP's database to `misp`.
 *
 * @throws {UsageError} where the lab has none of that name, with those that it has
 */
export function chosenContainers(
  containers: LabContainers,
  stack: string,
  component: string | undefined,
): LabContainers {
  const systems = Object.entries(containers);
  if (component === undefined) {
    return containers;
  }
  const beginning = groups[component] ?? `${component}-`;
  const chosen = systems.filter(
    ([system]) => system === component || system === `agent-${component}` || system.startsWith(beginning),
  );
  if (chosen.length === 0) {
    const names = systems.map(([system]) => system).sort();
    throw new UsageError(`The lab ${stack} has no component "${component}". It has: ${names.join(", ")}.`);
  }
  return Object.fromEntries(chosen);
}

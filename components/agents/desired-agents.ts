import type { DesiredAgent } from "../../configurator/desired.ts";
import { groupsOf } from "./enrolment.ts";
import type { AgentConfiguration } from "./configuration.ts";

/** Seconds that an agent may take until the manager has it: a virtual machine is installed first. */
const deadlines: Readonly<Record<AgentConfiguration["kind"], number>> = {
  container: 600,
  remote: 2_400,
  vm: 10_800,
};

/** What the configurator is told of the agents: that the manager must list each as active, with its groups. */
export function desiredAgents(agents: readonly AgentConfiguration[]): DesiredAgent[] {
  return agents.map((agent) => ({
    name: agent.name,
    groups: groupsOf(agent),
    deadline: deadlines[agent.kind],
  }));
}

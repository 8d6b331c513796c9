import type { AgentConfiguration } from "./configuration.ts";

/** MiB of an agent's container: the agent takes about 60, Packetbeat about 100, and the rest is for a person's shell. */
const containerMemory = { full: 512, rehearsal: 128 };

/** MiB that a virtual machine's container needs beside the machine's own memory. */
const machineOverhead = 1_024;

/** MiB that an agent takes on the Docker host; one that is elsewhere takes none. */
export function agentMemory(agent: AgentConfiguration, profile: keyof typeof containerMemory): number {
  switch (agent.kind) {
    case "container":
      return containerMemory[profile];
    case "vm":
      return agent.memory + machineOverhead;
    case "remote":
      return 0;
  }
}

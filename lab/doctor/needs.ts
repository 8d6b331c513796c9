import type { Configuration } from "../../components/configuration.ts";
import { planOf } from "../../components/plan.ts";
import { publishedPort, servicesOf, vmPort } from "../../components/ports.ts";
import { imageReferences, releasesOf } from "../../components/versions.ts";
import { agentMemory } from "../../components/agents/memory.ts";
import type { ImageName } from "../../components/configuration/versions.ts";

/** What a lab needs of the machine that it runs on. */
export interface Needs {
  readonly stack: string;
  readonly profile: Configuration["profile"];
  /** Bytes that its containers may have together. */
  readonly memory: number;
  /** Bytes of disk that images, volumes and builds take at first. */
  readonly disk: number;
  /** Address that its ports are published on. */
  readonly address: string;
  readonly portBase: number;
  readonly ports: readonly NeededPort[];
  /** Whether an OpenSearch runs in it, which maps many files. */
  readonly openSearch: boolean;
  /** Whether a virtual machine runs in it. */
  readonly virtualMachine: boolean;
  /** Images that are pulled, by system. */
  readonly images: Readonly<Record<string, string>>;
}

export interface NeededPort {
  readonly service: string;
  readonly port: number;
}

const mib = 2 ** 20;
const gib = 2 ** 30;

/**
 * Disk at first, in GiB: the images of the full lab are about 8 unpacked, and its databases and journals begin with 3. The
 * rehearsal's images and volumes take below 1.
 */
const disk = { full: 12, rehearsal: 1 };

/** Tells from a lab's configuration what it needs. */
export function needsOf(stack: string, configuration: Configuration): Needs {
  const { profile, bindAddress, portBase, versions, images } = configuration;
  const plan = planOf(configuration);
  const { parts, size } = plan;
  const agents = plan.servesAgents ? configuration.agents : [];
  const machines = agents.filter((agent) => agent.kind === "vm");
  const references = imageReferences(releasesOf(versions), images);
  const ofParts = [...parts].reduce((sum, part) => sum + size.memory[part], 0);
  const ofAgents = agents.reduce((sum, agent) => sum + agentMemory(agent, profile), 0);
  return {
    stack,
    profile,
    memory: (ofParts + ofAgents) * mib,
    disk: (disk[profile] + machines.length * 30) * gib,
    address: bindAddress,
    portBase,
    ports: [
      ...servicesOf(plan).map((service) => ({ service, port: publishedPort(portBase, service) })),
      ...machines.map(({ name }, index) => ({ service: `agent-${name}`, port: vmPort(portBase, index) })),
    ],
    openSearch: parts.has("wazuh-indexer") || parts.has("graylog-data-node"),
    virtualMachine: machines.length > 0,
    images:
      profile === "full"
        ? Object.fromEntries(
            [...parts].flatMap((part) => {
              const reference = references[part as ImageName] as string | undefined;
              return reference === undefined ? [] : [[part, reference]];
            }),
          )
        : {},
  };
}

import type { Plan } from "./plan.ts";
import type { Part } from "./sizes.ts";

/**
 * Where each service of a lab is published: one block of ports a lab, every service at a fixed place in it, so that two
 * labs never collide as long as their blocks do not overlap.
 */
const places = {
  misp: 1,
  graylog: 2,
  "graylog-raw": 3,
  tickets: 4,
  "wazuh-dashboard": 5,
  "wazuh-agents": 6,
  "wazuh-enrolment": 7,
  "wazuh-api": 8,
  "wazuh-indexer": 9,
} as const;

export type PublishedService = keyof typeof places;

/** Every service, in the order of their ports. */
export const publishedServices = Object.keys(places) as readonly PublishedService[];

/** Size of one lab's block: the next lab may begin this many ports further on. */
export const blockSize = 20;

/** Port on the Docker host that a service of the block beginning at `base` is published on. */
export function publishedPort(base: number, service: PublishedService): number {
  return base + places[service];
}

/** The part of a lab that has each service. */
const owners: Readonly<Record<PublishedService, Part>> = {
  misp: "misp",
  graylog: "graylog",
  "graylog-raw": "graylog",
  tickets: "ticket-desk",
  "wazuh-dashboard": "wazuh-dashboard",
  "wazuh-agents": "wazuh-manager",
  "wazuh-enrolment": "wazuh-manager",
  "wazuh-api": "wazuh-manager",
  "wazuh-indexer": "wazuh-indexer",
};

/** The services that a lab publishes, by the parts that it has. */
export function servicesOf({
  parts,
  servesAgents,
}: Pick<Plan, "parts" | "servesAgents">): PublishedService[] {
  return publishedServices.filter((service) => {
    const owner = owners[service];
    return parts.has(owner) && (owner !== "wazuh-manager" || servesAgents);
  });
}

/** Address and port as one text; an IPv6 address stands in brackets. */
export function endpointText(address: string, port: number): string {
  return `${address.includes(":") ? `[${address}]` : address}:${port}`;
}

/** Where in a block the SSH servers of virtual machines begin. */
const firstMachine = 12;

/** How many virtual machines a lab's block has room for. */
export const machineLimit = blockSize - firstMachine;

/** Port on the Docker host that a virtual machine's SSH server is published on. @param index from 0 on */
export function vmPort(base: number, index: number): number {
  return base + firstMachine + index;
}

import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import { stackLabel } from "../../components/workload/names.ts";
import { blockSize } from "../../components/ports.ts";
import { ok, problem, warning, type Finding } from "./finding.ts";
import type { Machine } from "./machine.ts";
import type { NeededPort, Needs } from "./needs.ts";

/** Who has a port of the Docker host: the lab itself, or somebody in words. */
type Holder = "own" | { readonly who: string };

type Host = Pick<Machine, "docker" | "publishesHere">;
type PortNeeds = Pick<Needs, "stack" | "ports" | "address" | "portBase">;

interface Taken {
  readonly port: NeededPort;
  readonly holder: Exclude<Holder, "own">;
}

/** Milliseconds in which Docker has started, or taken away, what an update that was interrupted a moment ago began with. */
const settling = 10_000;

/** Whether the ports of a lab are free, or its own already. */
export async function checkPorts(host: Host, needs: PortNeeds): Promise<Finding[]> {
  const { publishesHere } = host;
  const { published, taken } = await lookAtSettledPorts(host, needs);
  if (taken.length > 0) {
    const free = await freeBlock(published, needs, publishesHere);
    const fix =
      free === undefined
        ? "Give the lab another lab:portBase in its stack's file"
        : `Give the lab another block in its stack's file: lab:portBase: ${free} is free; or stop what has the port`;
    return taken.map(({ port: { port, service }, holder: { who } }) =>
      problem(`port ${port}`, `for ${service}, is taken by ${who}`, fix),
    );
  }
  if (needs.ports.length === 0) {
    return [ok("ports", "this lab publishes none")];
  }
  const numbers = needs.ports.map(({ port }) => port);
  const own = numbers.some((port) => published.get(port) === "own");
  const range = `${Math.min(...numbers)} to ${Math.max(...numbers)} on ${needs.address}`;
  return publishesHere || own
    ? [ok("ports", `${range} are ${own ? "this lab's" : "free"}`)]
    : [
        warning(
          "ports",
          `${range}: no container has them; other programs of the Docker host cannot be seen from here`,
        ),
      ];
}

/** Docker has a container's ports before it says that it runs, and still when it does not say so any more. */
async function lookAtSettledPorts(host: Host, needs: PortNeeds): ReturnType<typeof lookAtPorts> {
  const end = Date.now() + settling;
  for (;;) {
    const unsettled = await hasUnsettled(host, needs.stack);
    const ports = await lookAtPorts(host, needs);
    if (ports.taken.length === 0 || !unsettled || Date.now() > end) {
      return ports;
    }
    await sleep(250);
  }
}

async function lookAtPorts(
  { docker, publishesHere }: Host,
  { stack, ports, address }: PortNeeds,
): Promise<{ published: Map<number, Holder>; taken: Taken[] }> {
  const published = await publishedPorts(docker, stack);
  const taken: Taken[] = [];
  for (const port of ports) {
    const holder = published.get(port.port) ?? (publishesHere ? await probe(address, port.port) : undefined);
    if (holder !== undefined && holder !== "own") {
      taken.push({ port, holder });
    }
  }
  return { published, taken };
}

/** Whether the lab has a container that does not run: one may be on its way, or on its way out. */
async function hasUnsettled({ docker }: Host, stack: string): Promise<boolean> {
  const { label, value } = stackLabel(stack);
  const containers = await docker.listContainers({ all: true, filters: { label: [`${label}=${value}`] } });
  return containers.some(({ State }) => State !== "running");
}

/** Which ports Docker has published for whom. */
async function publishedPorts(docker: Docker, stack: string): Promise<Map<number, Holder>> {
  const { label, value } = stackLabel(stack);
  const holders = new Map<number, Holder>();
  for (const { Names, Ports, Labels } of await docker.listContainers()) {
    const name = Names[0]?.slice(1) ?? "a container";
    const other = Labels[label];
    const who = `the container ${name}${other === undefined ? "" : ` of the lab ${other}`}`;
    for (const { PublicPort } of Ports) {
      if (PublicPort) {
        holders.set(PublicPort, other === value ? "own" : { who });
      }
    }
  }
  return holders;
}

/** Whether something else listens there: found out by listening. */
async function probe(address: string, port: number): Promise<Exclude<Holder, "own"> | undefined> {
  const error = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    const server = createServer();
    server.once("error", resolve);
    server.listen({ host: address, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
  switch (error?.code) {
    case undefined:
      return undefined;
    case "EADDRINUSE":
      return { who: `another program (sudo ss -ltnp 'sport = :${port}' tells which)` };
    case "EADDRNOTAVAIL":
      return { who: `nobody, but ${address} is not an address of this machine: see lab:bindAddress` };
    default:
      return { who: `nobody, but this user may not listen there (${error?.code})` };
  }
}

/** The first port of a block that nobody has; undefined where none of the next fifty is free. */
async function freeBlock(
  published: ReadonlyMap<number, Holder>,
  { ports, portBase, address }: Pick<Needs, "ports" | "portBase" | "address">,
  publishesHere: boolean,
): Promise<number | undefined> {
  for (let index = 1; index <= 50; index += 1) {
    const shift = index * blockSize;
    const moved = ports.map(({ port }) => port + shift);
    const free =
      Math.max(...moved) < 65_536 &&
      moved.every((port) => !published.has(port)) &&
      (!publishesHere ||
        (await Promise.all(moved.map((port) => probe(address, port)))).every((who) => who === undefined));
    if (free) {
      return portBase + shift;
    }
  }
  return undefined;
}

// Run by the resource Readiness: waits until every system of a lab is ready, or says what is missing and fails.
import { setTimeout as sleep } from "node:timers/promises";
import { connectDocker } from "../../engine/docker.ts";
import { dockerAddress } from "../../engine/docker-host.ts";
import { readReadiness, type LabContainers, type SystemReadiness } from "./status.ts";

/** Seconds that a system which has failed may take to mend itself: a container may start before what it needs. */
const grace = 10;

const containers = JSON.parse(setting("LAB_READINESS_CONTAINERS")) as LabContainers;
const seconds = Number(setting("LAB_READINESS_DEADLINE"));

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`${name} is not set: this program is run by the lab's resources`);
  }
  return value;
}

const docker = await connectDocker(await dockerAddress(process.env));
const end = Date.now() + seconds * 1_000;
const said = new Map<string, string>();
let failedSince: number | undefined;
for (;;) {
  const systems = await readReadiness(docker, containers);
  const notReady = systems.filter(({ state }) => state !== "ready");
  if (notReady.length === 0) {
    systems.forEach(say);
    console.log(systems.map(describe).join("\n"));
    break;
  }
  failedSince = notReady.some(({ state }) => state === "failed") ? (failedSince ?? Date.now()) : undefined;
  if (Date.now() > Math.min(end, (failedSince ?? Infinity) + grace * 1_000)) {
    console.error(`The lab is not ready:\n${notReady.map(describe).join("\n")}`);
    process.exit(1);
  }
  systems.forEach(say);
  await sleep(500);
}

/** Tells of a system what is new of it: progress for who waits. */
function say(readiness: SystemReadiness): void {
  const line = describe(readiness);
  if (said.get(readiness.system) !== line) {
    said.set(readiness.system, line);
    console.error(line);
  }
}

function describe({ system, state, detail }: SystemReadiness): string {
  return `${system} is ${state}: ${detail.replaceAll("\n", "; ")}`;
}

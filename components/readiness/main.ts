// Run by the resource Readiness: waits until every system of a lab is ready, or says what is missing and fails.
import { setTimeout as sleep } from "node:timers/promises";
import Docker from "dockerode";
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

const docker = new Docker();
const end = Date.now() + seconds * 1_000;
let failedSince: number | undefined;
let said = "";
for (;;) {
  const systems = await readReadiness(docker, containers);
  const notReady = systems.filter(({ state }) => state !== "ready");
  if (notReady.length === 0) {
    console.log(describe(systems));
    break;
  }
  failedSince = notReady.some(({ state }) => state === "failed") ? (failedSince ?? Date.now()) : undefined;
  if (Date.now() > Math.min(end, (failedSince ?? Infinity) + grace * 1_000)) {
    console.error(`The lab is not ready:\n${describe(notReady)}`);
    process.exit(1);
  }
  const now = describe(notReady);
  if (now !== said) {
    console.error(now);
    said = now;
  }
  await sleep(500);
}

function describe(systems: readonly SystemReadiness[]): string {
  return systems.map(({ system, state, detail }) => `${system} is ${state}: ${detail}`).join("\n");
}

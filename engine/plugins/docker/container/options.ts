import type { ContainerCreateOptions, HealthConfig } from "dockerode";
import { toLabelMap } from "../labels.ts";
import { parseDuration } from "./duration.ts";
import { hostOptions } from "./host-options.ts";
import type { Inputs, Item } from "./inputs.ts";
import { given } from "../given.ts";

/** What Docker's API is asked for. https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container */
export function createOptions(inputs: Inputs): ContainerCreateOptions {
  return {
    name: inputs.name,
    Image: inputs.image,
    ...given("platform", inputs.platform),
    ...given("Cmd", inputs.command),
    ...given("Entrypoint", inputs.entrypoints),
    ...given("Env", inputs.envs),
    ...given("Labels", inputs.labels && toLabelMap(inputs.labels)),
    ...given("Hostname", inputs.hostname),
    ...given("Domainname", inputs.domainname),
    ...given("User", inputs.user),
    ...given("WorkingDir", inputs.workingDir),
    ...given("Tty", inputs.tty),
    ...given("OpenStdin", inputs.stdinOpen),
    ...given("StopSignal", inputs.stopSignal),
    ...given("StopTimeout", inputs.stopTimeout || undefined),
    ...given("Healthcheck", inputs.healthcheck && healthConfig(inputs.healthcheck)),
    ...given("ExposedPorts", inputs.ports && exposedPorts(inputs.ports)),
    ...given("Volumes", inputs.volumes && volumePaths(inputs.volumes)),
    HostConfig: hostOptions(inputs),
  };
}

function healthConfig(check: NonNullable<Inputs["healthcheck"]>): HealthConfig {
  const nanoseconds = (text: string | undefined): number => parseDuration(text ?? "0s") ?? 0;
  const startInterval = nanoseconds(check.startInterval);
  return {
    ...given("Test", check.tests),
    Interval: nanoseconds(check.interval),
    Timeout: nanoseconds(check.timeout),
    StartPeriod: nanoseconds(check.startPeriod),
    // Docker before 25 does not know it.
    ...given("StartInterval", startInterval || undefined),
    Retries: check.retries ?? 0,
  };
}

function exposedPorts(ports: readonly Item<"ports">[]): Record<string, object> {
  return Object.fromEntries(ports.map((port) => [`${port.internal}/${port.protocol ?? "tcp"}`, {}]));
}

function volumePaths(volumes: readonly Item<"volumes">[]): Record<string, object> {
  return Object.fromEntries(
    volumes.flatMap(({ containerPath }) => (containerPath ? [[containerPath, {}] as const] : [])),
  );
}

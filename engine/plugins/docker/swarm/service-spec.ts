import { given } from "../given.ts";
import { toLabelMap } from "../labels.ts";
import { containerSpec } from "./container-spec.ts";
import { nanoseconds } from "./nanoseconds.ts";
import type { Inputs } from "./service-shape.ts";

type TaskSpec = Inputs["taskSpec"];

/** What Docker's API is asked for. https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Service */
export function serviceSpec(inputs: Inputs): object {
  return {
    Name: inputs.name,
    Labels: toLabelMap(inputs.labels),
    TaskTemplate: taskTemplate(inputs.taskSpec),
    Mode: modeOf(inputs.mode),
    ...given("UpdateConfig", inputs.updateConfig && rollout(inputs.updateConfig)),
    ...given("RollbackConfig", inputs.rollbackConfig && rollout(inputs.rollbackConfig)),
    // Docker tells the mode of an endpoint only to those who asked for one, in whatever words.
    EndpointSpec: endpointSpec(inputs.endpointSpec ?? {}),
  };
}

/** How many of its replicas a service is to have; undefined for a service that runs on every node. */
export function replicasOf({ mode }: Inputs): number | undefined {
  return mode?.global === true ? undefined : (mode?.replicated?.replicas ?? 1);
}

function modeOf(mode: Inputs["mode"]): object {
  return mode?.global === true
    ? { Global: {} }
    : { Replicated: { Replicas: mode?.replicated?.replicas ?? 1 } };
}

function taskTemplate(task: TaskSpec): object {
  return {
    ContainerSpec: containerSpec(task.containerSpec),
    ...given("Resources", task.resources && resources(task.resources)),
    ...given("RestartPolicy", task.restartPolicy && restartPolicy(task.restartPolicy)),
    ...given("Placement", task.placement && placement(task.placement)),
    ...given("ForceUpdate", task.forceUpdate),
    ...given("Runtime", task.runtime),
    ...given("Networks", task.networksAdvanceds?.map(network)),
    ...given(
      "LogDriver",
      task.logDriver && { Name: task.logDriver.name, Options: task.logDriver.options ?? {} },
    ),
  };
}

function resources({ limits, reservation }: NonNullable<TaskSpec["resources"]>): object {
  return {
    ...given(
      "Limits",
      limits && { ...given("NanoCPUs", limits.nanoCpus), ...given("MemoryBytes", limits.memoryBytes) },
    ),
    ...given(
      "Reservations",
      reservation && {
        ...given("NanoCPUs", reservation.nanoCpus),
        ...given("MemoryBytes", reservation.memoryBytes),
      },
    ),
  };
}

function restartPolicy(policy: NonNullable<TaskSpec["restartPolicy"]>): object {
  return {
    ...given("Condition", policy.condition),
    ...given("Delay", nanoseconds(policy.delay)),
    ...given("MaxAttempts", policy.maxAttempts),
    ...given("Window", nanoseconds(policy.window)),
  };
}

function placement({
  constraints,
  prefs,
  maxReplicas,
  platforms,
}: NonNullable<TaskSpec["placement"]>): object {
  return {
    ...given("Constraints", constraints),
    ...given(
      "Preferences",
      prefs?.map((pref) => ({ Spread: { SpreadDescriptor: pref } })),
    ),
    ...given("MaxReplicas", maxReplicas),
    ...given(
      "Platforms",
      platforms?.map(({ architecture, os }) => ({ Architecture: architecture, OS: os })),
    ),
  };
}

function network(network: NonNullable<TaskSpec["networksAdvanceds"]>[number]): object {
  const options = (network.driverOpts ?? []).map((option) => option.split(/=(.*)/s).slice(0, 2));
  return {
    // A program that names its networks in the old way still means them.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    Target: network.id || network.name,
    ...given("Aliases", network.aliases),
    ...(options.length > 0 ? { DriverOpts: Object.fromEntries(options) as object } : {}),
  };
}

function rollout(config: NonNullable<Inputs["updateConfig"]>): object {
  return {
    Parallelism: config.parallelism ?? 1,
    Delay: nanoseconds(config.delay) ?? 0,
    FailureAction: config.failureAction ?? "pause",
    Monitor: nanoseconds(config.monitor) ?? 5e9,
    MaxFailureRatio: Number(config.maxFailureRatio ?? 0),
    Order: config.order ?? "stop-first",
  };
}

function endpointSpec({ mode, ports }: NonNullable<Inputs["endpointSpec"]>): object {
  return {
    ...given("Mode", mode),
    Ports: (ports ?? []).map((port) => ({
      TargetPort: port.targetPort,
      Protocol: port.protocol ?? "tcp",
      PublishMode: port.publishMode ?? "ingress",
      ...given("PublishedPort", port.publishedPort || undefined),
      ...given("Name", port.name),
    })),
  };
}

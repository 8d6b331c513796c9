import type { ContainerTaskSpec, PortConfig, Service, UpdateConfig } from "dockerode";
import type { Value, Values } from "../../provider/values.ts";
import { isObject } from "../../provider/values.ts";
import { formatDuration } from "../container/duration.ts";
import { itemsOf } from "../given.ts";
import { toLabelList } from "../labels.ts";
import { inWordsOf, meta, toState } from "../state.ts";
import { containerSpecOutputs } from "./container-spec-outputs.ts";
import { shape } from "./service-shape.ts";

/** A service's outputs as the official plugin keeps them; `asked` are its inputs or its earlier outputs. */
export function outputsOf(found: Service, asked: Values): Values {
  const spec = found.Spec ?? {};
  const observed: Values = {
    name: spec.Name ?? "",
    labels: toLabelList(spec.Labels),
    taskSpec: taskSpec(spec.TaskTemplate ?? {}, asked["taskSpec"]),
    mode: {
      global: spec.Mode?.Global !== undefined,
      replicated: spec.Mode?.Replicated ? { replicas: spec.Mode.Replicated.Replicas ?? 0 } : null,
    },
    updateConfig: spec.UpdateConfig ? rollout(spec.UpdateConfig) : null,
    rollbackConfig: spec.RollbackConfig ? rollout(spec.RollbackConfig) : null,
    endpointSpec: {
      mode: found.Endpoint?.Spec?.Mode ?? spec.EndpointSpec?.Mode ?? "",
      ports: itemsOf(found.Endpoint?.Ports ?? spec.EndpointSpec?.Ports).map(port),
    },
  };
  const worded = Object.entries(observed).map(
    ([name, value]) => [name, inWordsOf(shape, name, value, asked[name])] as const,
  );
  return { ...toState(shape, { ...asked, ...Object.fromEntries(worded) }), id: found.ID, ...meta(2, false) };
}

function taskSpec(task: ContainerTaskSpec, asked: Value | undefined): Values {
  const { Resources: resources, RestartPolicy: policy, Placement: placement, LogDriver: driver } = task;
  const durationOf = (nanoseconds: number | undefined): string =>
    nanoseconds === undefined ? "" : formatDuration(nanoseconds);
  return {
    containerSpec: containerSpecOutputs(task.ContainerSpec ?? {}),
    resources: {
      limits: resources?.Limits
        ? { nanoCpus: resources.Limits.NanoCPUs ?? 0, memoryBytes: resources.Limits.MemoryBytes ?? 0 }
        : null,
      reservation: resources?.Reservations
        ? {
            nanoCpus: resources.Reservations.NanoCPUs ?? 0,
            memoryBytes: resources.Reservations.MemoryBytes ?? 0,
          }
        : null,
    },
    restartPolicy: {
      condition: policy?.Condition ?? "any",
      delay: durationOf(policy?.Delay),
      maxAttempts: policy?.MaxAttempts ?? 0,
      window: durationOf(policy?.Window),
    },
    placement: {
      constraints: itemsOf(placement?.Constraints),
      prefs: itemsOf(placement?.Preferences).map(({ Spread }) => Spread.SpreadDescriptor),
      maxReplicas: placement?.MaxReplicas ?? 0,
      platforms: itemsOf(placement?.Platforms).map(({ Architecture, OS }) => ({
        architecture: Architecture,
        os: OS,
      })),
    },
    forceUpdate: task.ForceUpdate ?? 0,
    runtime: task.Runtime ?? "container",
    networksAdvanceds: networks(task, isObject(asked) ? asked["networksAdvanceds"] : undefined),
    logDriver: driver ? { name: driver.Name ?? "", options: driver.Options ?? {} } : null,
  };
}

/** Docker tells a network's id, whatever it was asked for by; what was asked for is kept. */
function networks({ Networks }: ContainerTaskSpec, asked: Value | undefined): Value {
  if (Array.isArray(asked) && asked.length > 0) {
    return asked;
  }
  return itemsOf(Networks).map((network) => ({
    id: network.Target ?? "",
    name: "",
    aliases: itemsOf(network.Aliases),
    driverOpts: Object.entries(network.DriverOpts ?? {}).map(([name, value]) => `${name}=${value}`),
  }));
}

function rollout(found: UpdateConfig): Values {
  return {
    parallelism: found.Parallelism,
    delay: formatDuration(found.Delay ?? 0),
    failureAction: found.FailureAction ?? "pause",
    monitor: formatDuration(found.Monitor ?? 0),
    maxFailureRatio: (found.MaxFailureRatio ?? 0).toFixed(1),
    order: found.Order,
  };
}

function port(found: PortConfig): Values {
  return {
    name: found.Name ?? "",
    protocol: found.Protocol ?? "tcp",
    targetPort: found.TargetPort ?? 0,
    publishedPort: found.PublishedPort ?? 0,
    publishMode: found.PublishMode ?? "ingress",
  };
}

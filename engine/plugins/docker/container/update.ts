import type { Container } from "dockerode";
import type { Operation, State } from "../../provider/resource.ts";
import type { Values } from "../../provider/values.ts";
import { daemonError } from "../daemon-error.ts";
import type { Docker } from "../docker.ts";
import { toState } from "../state.ts";
import { diffContainer } from "./changes.ts";
import { restartPolicy, updatableResources } from "./host-options.ts";
import type { Inputs } from "./inputs.ts";
import type { Found } from "./outputs.ts";
import { outputsOf } from "./outputs.ts";
import { shape } from "./shape.ts";

/** What Docker changes while a container runs. */
const applied = new Set([
  "restart",
  "maxRetryCount",
  "cpuShares",
  "cpuSet",
  "memory",
  "memoryReservation",
  "memorySwap",
  "deviceReadBps",
  "deviceReadIops",
  "deviceWriteBps",
  "deviceWriteIops",
]);

/** What the official plugin takes note of in state alone, while the container keeps what it was made with. */
const keptByContainer = new Set(["healthcheck", "tmpfs", "init", "rm", "cpuPeriod", "cpuQuota"]);

/** Updates a container in place, and starts it when it has to run and does not. */
export async function updateContainer(
  docker: Docker,
  state: State,
  values: Values,
  { log }: Operation,
): Promise<Values> {
  await docker.creations.sweep();
  const client = await docker.daemon.client();
  const container = client.getContainer(state.id);
  const inputs = values as unknown as Inputs;
  const changed = new Set(diffContainer(state, values).changes.map(({ path }) => /^[^.[]+/.exec(path)![0]));
  const outputs = { ...state.outputs, ...notChosen(values) };

  const kept = [...changed].filter((name) => keptByContainer.has(name));
  if (kept.length > 0) {
    log.warn(
      `The container keeps its ${kept.join(", ")} until it is replaced: Docker cannot change that in place. Run the update with --replace and the container's URN.`,
    );
  }
  if ([...changed].some((name) => applied.has(name))) {
    await applyLimits(container, inputs);
  }
  if (changed.has("mustRun") && inputs.mustRun === true && inputs.start !== false) {
    await container.start().catch((error: unknown) => {
      throw daemonError("Unable to start container", error);
    });
    return outputsOf((await container.inspect()) as Found, outputs);
  }
  return outputs;
}

/** The inputs as state, without those for which Docker chose. */
function notChosen(inputs: Values): Values {
  return Object.fromEntries(
    Object.entries(toState(shape, inputs)).filter(([name]) => {
      const { output, computed } = shape[name as keyof typeof shape];
      return output !== true && (computed !== true || inputs[name] != null);
    }),
  );
}

async function applyLimits(container: Container, inputs: Inputs): Promise<void> {
  const limits = updatableResources(inputs);
  // Docker refuses more memory than memory and swap together; its own default for them is twice the memory.
  const swap =
    limits.Memory !== undefined && limits.MemorySwap === undefined ? { MemorySwap: 2 * limits.Memory } : {};
  await container
    .update({ ...limits, ...swap, RestartPolicy: restartPolicy(inputs) })
    .catch((error: unknown) => {
      throw daemonError("Unable to update a container", error);
    });
}

import type Client from "dockerode";
import type { Service } from "dockerode";
import { setTimeout as sleep } from "node:timers/promises";
import { formatDuration, parseDuration } from "../container/duration.ts";
import type { Inputs } from "./service-shape.ts";
import { replicasOf } from "./service-spec.ts";

interface Task {
  readonly Slot?: number;
  readonly DesiredState: string;
  readonly Status: { readonly State: string; readonly Err?: string; readonly Timestamp?: string };
}

const pause = 300;

/**
 * Waits until all replicas of a service run, as `convergeConfig` says: not before its delay is over, and no longer
 * than its timeout. Says why the last task failed when they do not.
 */
export async function waitUntilConverged(
  client: Client,
  id: string,
  inputs: Inputs,
  signal: AbortSignal,
): Promise<void> {
  const { delay, timeout } = inputs.convergeConfig!;
  const [wait, limit] = [milliseconds(delay ?? "7s"), milliseconds(timeout ?? "3m")];
  const deadline = Date.now() + limit;
  await sleep(Math.min(wait, limit), undefined, { signal });
  for (;;) {
    const service = (await client.getService(id).inspect()) as Service;
    const failure = updateFailure(service);
    if (failure !== undefined) {
      throw new Error(failure);
    }
    const tasks = (await client.listTasks({ filters: { service: [id] } })) as Task[];
    const running = tasks.filter(
      (task) => task.DesiredState === "running" && task.Status.State === "running",
    );
    const updating = service.UpdateStatus?.State === "updating";
    if (!updating && new Set(running.map(({ Slot }) => Slot)).size >= (replicasOf(inputs) ?? 0)) {
      return;
    }
    if (Date.now() >= deadline) {
      throw new Error(
        `Service with ID (${id}) did not converge after ${formatDuration(limit * 1e6)}${lastError(tasks)}`,
      );
    }
    await sleep(pause, undefined, { signal });
  }
}

function milliseconds(text: string): number {
  return (parseDuration(text) ?? 0) / 1e6;
}

function updateFailure({ UpdateStatus: status }: Service): string | undefined {
  const failures: Readonly<Record<string, string>> = {
    paused: "service update paused",
    rollback_paused: "service rollback paused",
    rollback_completed: "service rollback completed",
  };
  const failure = failures[status?.State ?? ""];
  return failure === undefined ? undefined : `${failure}: ${status?.Message ?? ""}`;
}

function lastError(tasks: readonly Task[]): string {
  const failed = tasks
    .filter(({ Status: status }) => status.Err)
    .sort((a, b) => ((a.Status.Timestamp ?? "") < (b.Status.Timestamp ?? "") ? 1 : -1));
  return failed[0] === undefined ? "" : `; the last task failed: ${failed[0].Status.Err ?? ""}`;
}

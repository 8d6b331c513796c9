import type { Container, ContainerInspectInfo } from "dockerode";
import { setTimeout as sleep } from "node:timers/promises";

const pause = 200;

/**
 * Waits until a started container is healthy, for `limit` seconds at most. It gives up at once when the container
 * has no health check or has ended for good, and says what the last check printed.
 */
export async function waitUntilHealthy(
  container: Container,
  limit: number,
  signal: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + limit * 1000;
  for (;;) {
    const { State: state } = await container.inspect();
    if (!state.Health) {
      throw new Error(
        "you have supplied a 'wait' argument, but the container does not have a healthcheck defined. Please remove the 'wait' argument or add a 'healthcheck' attribute",
      );
    }
    if (state.Health.Status === "healthy") {
      return;
    }
    const reason =
      state.Status === "exited" || state.Status === "dead"
        ? `it exited with code ${state.ExitCode}`
        : undefined;
    if (reason !== undefined || Date.now() >= deadline) {
      throw new Error(
        `container failed to be in healthy state: ${reason ?? `it was ${state.Health.Status} after ${limit} s`}${lastCheck(state)}`,
      );
    }
    await sleep(pause, undefined, { signal }).catch((error: unknown) => {
      throw signal.reason ?? error;
    });
  }
}

function lastCheck(state: ContainerInspectInfo["State"]): string {
  const last = state.Health?.Log.at(-1);
  if (last === undefined) {
    return "";
  }
  const output = last.Output.trim();
  return `; its last check ended with code ${last.ExitCode}${output === "" ? "" : ` and printed: ${output}`}`;
}

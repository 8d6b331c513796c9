import { setTimeout as sleep } from "node:timers/promises";
import type { StatusFile } from "./status.ts";

/** One system that is brought to its desired state and kept there. */
export interface System {
  readonly name: string;
  /** Seconds from the start after which it counts as failed while it is not ready. */
  readonly deadline: number;
  /** Brings the system to its state, however far it is, and answers with what proves it. */
  readonly converge: () => Promise<string>;
  /** Milliseconds between looks at it while it is ready. @default - the usual pace */
  readonly recheck?: number;
}

export interface Pace {
  /** Milliseconds between tries while a system is not ready. */
  readonly retry: number;
  /** Milliseconds between looks at a system that is ready: what was changed by hand is set back. */
  readonly recheck: number;
}

const usualPace: Pace = { retry: 1_000, recheck: 20_000 };

/** Converges one system again and again until the signal, noting its status. */
export async function keep(
  system: System,
  status: StatusFile,
  signal: AbortSignal,
  pace = usualPace,
): Promise<void> {
  const failsAt = Date.now() + system.deadline * 1_000;
  status.set(system.name, "waiting", "not asked yet");
  while (!signal.aborted) {
    let pause = system.recheck ?? pace.recheck;
    try {
      status.set(system.name, "ready", await system.converge());
    } catch (error) {
      status.set(system.name, Date.now() < failsAt ? "waiting" : "failed", (error as Error).message);
      pause = pace.retry;
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
}

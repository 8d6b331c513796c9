import type { Service } from "./configuration/service.ts";
import type { OutputInstance } from "./outputs/output.ts";

/** What `/api/v2/health` tells. */
export interface HealthState {
  readonly healthy: boolean;
  readonly counts: Readonly<Record<string, number>>;
}

/** Whether errors or failed retries were too many in the last period. */
export class Health {
  readonly #outputs: readonly OutputInstance[];
  readonly #limits: Service["health"];
  readonly #earlier: { at: number; errors: number; retriesFailed: number }[] = [];

  constructor(outputs: readonly OutputInstance[], limits: Service["health"]) {
    this.#outputs = outputs;
    this.#limits = limits;
    setInterval(() => this.#remember(), 1000).unref();
  }

  state(): HealthState {
    const now = this.#counts();
    const then = this.#earlier[0] ?? { errors: 0, retriesFailed: 0 };
    const errors = now.errors - then.errors;
    const retriesFailed = now.retriesFailed - then.retriesFailed;
    return {
      healthy: errors <= this.#limits.errors && retriesFailed <= this.#limits.retriesFailed,
      counts: {
        errors,
        retries_failed: retriesFailed,
        error_limit: this.#limits.errors,
        retry_failure_limit: this.#limits.retriesFailed,
        period_limit: this.#limits.period,
      },
    };
  }

  #counts(): { errors: number; retriesFailed: number } {
    const sum = (key: "errors" | "retriesFailed"): number =>
      this.#outputs.reduce((total, { counts }) => total + counts[key], 0);
    return { errors: sum("errors"), retriesFailed: sum("retriesFailed") };
  }

  #remember(): void {
    const now = Date.now();
    this.#earlier.push({ at: now, ...this.#counts() });
    while ((this.#earlier[0]?.at ?? now) < now - this.#limits.period * 1000) {
      this.#earlier.shift();
    }
  }
}

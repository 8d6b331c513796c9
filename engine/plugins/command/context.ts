import { randomBytes } from "node:crypto";
import type { Log, Operation } from "../provider/resource.ts";

/** What the plugin's resources and functions work with. */
export interface Context {
  /** Messages that belong to no resource, such as a function's. */
  readonly log: Log;
}

/** A new id: a prefix and eight random hexadecimal digits. */
export function uniqueId(prefix: string): string {
  return prefix + randomBytes(4).toString("hex");
}

/** Aborted when the operation is, or when the time that `customTimeouts` allows it is over. */
export function withTimeout({ signal, timeout }: Operation): AbortSignal {
  return timeout > 0 ? AbortSignal.any([signal, AbortSignal.timeout(timeout * 1000)]) : signal;
}

import type { Alert } from "../../alert/alert.ts";
import type { Collector } from "../collector.ts";

/** A kind of telemetry that alerts are raised from, and where its indicators stand. */
export interface Source {
  /** Name of the source, as `explain` prints it. */
  readonly name: string;
  /**
   * Collects the indicators of an alert where it is of this source: by its groups as a set, or by the shape of its data.
   *
   * @returns whether it is
   */
  collect(alert: Alert, collector: Collector, groups: ReadonlySet<string>): boolean;
}

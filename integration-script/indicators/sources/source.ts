import type { Alert } from "../../alert/alert.ts";
import type { Collector } from "../collector.ts";

/** A kind of telemetry that alerts are raised from, and where its indicators stand. */
export interface Source {
  /** Name of the source, as `explain` prints it. */
  readonly name: string;
  /** Whether an alert is of this source: by its groups as a set, or by the shape of its data. */
  applies(alert: Alert, groups: ReadonlySet<string>): boolean;
  collect(alert: Alert, collector: Collector, groups: ReadonlySet<string>): void;
}

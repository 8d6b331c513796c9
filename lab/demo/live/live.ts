import type { Action, OperatingSystem } from "../../../scenarios/telemetry.ts";
import type { Endpoint } from "../../telemetry/events.ts";

/** Endpoints of a lab on which scenarios act. */
export interface LiveEndpoints {
  readonly endpoints: Readonly<Partial<Record<OperatingSystem, Endpoint>>>;
  /**
   * Does something on an endpoint.
   *
   * @returns what was done, in one line, and text that the event has in it that the endpoint reports
   */
  act(action: Action): Promise<{ readonly line: string; readonly text: string }>;
}

import type { Action, OperatingSystem } from "../../../scenarios/telemetry.ts";
import type { Endpoint } from "../../telemetry/events.ts";

/**
 * Does something on an endpoint.
 *
 * @returns what was done, in one line, and text that the event has in it that the endpoint reports
 */
export type Act = (action: Action) => Promise<{ readonly line: string; readonly text: string }>;

/** An endpoint of a lab that can be acted on. */
export interface LiveEndpoint {
  /** Name of its agent. */
  readonly name: string;
  readonly act: Act;
}

/** Endpoints of a lab on which scenarios act: one of each system. */
export interface LiveEndpoints {
  readonly endpoints: Readonly<Partial<Record<OperatingSystem, Endpoint>>>;
  readonly act: Act;
}

/** The endpoints that there are; undefined where there is none. */
export function liveEndpoints(
  found: Readonly<Record<OperatingSystem, LiveEndpoint | undefined>>,
): LiveEndpoints | undefined {
  const systems = (["windows", "linux"] as const).filter((os) => found[os] !== undefined);
  if (systems.length === 0) {
    return undefined;
  }
  return {
    // The manager alone knows an agent's id: it is read from its alert.
    endpoints: Object.fromEntries(systems.map((os) => [os, { id: "", name: found[os]!.name, os }])),
    act: async (action) => {
      const endpoint = found[action.on];
      if (!endpoint) {
        throw new Error(`This lab has no endpoint with ${action.on} that can be acted on.`);
      }
      return endpoint.act(action);
    },
  };
}

import type { Scenario } from "../../scenarios/scenario.ts";
import { LabError } from "../lab-error.ts";
import type { LiveEndpoints } from "./live/live.ts";
import type { Mode } from "./play.ts";
import type { Run } from "./run.ts";

export type WantedMode = Run["mode"];

/**
 * Decides how a scenario's events come about: live where it says how and the lab has the endpoints, by replay otherwise.
 *
 * @throws {LabError} when live is wanted and cannot be had, with the reason
 */
export function modeOf(
  scenario: Scenario,
  profile: Run["profile"],
  wanted: WantedMode | undefined,
  live: LiveEndpoints | undefined,
): Mode {
  if (wanted === "replay") {
    return {
      mode: "replay",
      reason: "as it was asked for, recorded telemetry goes into the manager's queue.",
    };
  }
  const obstacle = obstacleOf(scenario, profile, live);
  if (obstacle === undefined && live) {
    const names = Object.values(live.endpoints).map(({ name }) => name);
    return { mode: "live", reason: `the events come from what is done on ${names.join(" and ")}.`, live };
  }
  if (wanted === "live") {
    throw new LabError(`The scenario ${scenario.name} cannot be played live: ${obstacle ?? "no reason"}.`);
  }
  return {
    mode: "replay",
    reason: `${obstacle ?? ""}, so recorded telemetry goes into the manager's queue.`,
  };
}

function obstacleOf(
  { steps }: Scenario,
  profile: Run["profile"],
  live: LiveEndpoints | undefined,
): string | undefined {
  if (profile === "rehearsal") {
    return "nothing is watched on a rehearsal's endpoints";
  }
  const sending = steps.filter(({ replay }) => replay !== undefined);
  if (sending.some((step) => step.live === undefined)) {
    return "it cannot be brought about on an endpoint";
  }
  const wanted = new Set(sending.flatMap((step) => step.live!.map(({ on }) => on)));
  return [...wanted].some((os) => live?.endpoints[os] !== undefined)
    ? undefined
    : `this lab has no endpoint with ${[...wanted].join(" or ")} that can be acted on`;
}

import { hops, type Hop, type Trace } from "../../evidence/hop.ts";
import type { LoggedEvent } from "../../evidence/manager-logs.ts";
import type { Endpoint } from "../telemetry/events.ts";
import type { DemoLab, FollowedSubject } from "./lab.ts";
import type { Narrator } from "./narrator.ts";
import { ticketSchema, type FollowedAlert, type HopState, type RunHop } from "./run.ts";

/** An alert that is to be followed. */
export interface Pursuit {
  readonly title: string;
  readonly endpoint: Endpoint;
  readonly subject: FollowedSubject;
  /** The last hop that it must pass. */
  readonly until: Hop;
  /** When its event was sent, ISO 8601. */
  readonly started: string;
}

/** Follows one alert through its hops and tells of each as soon as there is evidence. */
export async function followAlert(
  lab: DemoLab,
  pursuit: Pursuit,
  seconds: number,
  narrator: Pick<Narrator, "following" | "hop">,
): Promise<FollowedAlert> {
  const { title, endpoint, subject, until, started } = pursuit;
  narrator.following(title, started);
  let told = 0;
  // What is read at one moment is not of one moment: a hop is told when all before it are.
  const tell = (trace: Trace): void => {
    const known = hopsOf(trace, until);
    for (let hop = known[told]; hop?.time !== undefined; hop = known[told]) {
      narrator.hop(hop, started);
      told += 1;
    }
  };
  const trace = await lab.follow(subject, until, seconds, tell);
  const followed = hopsOf(trace, until);
  followed
    .slice(told)
    .filter(({ state }) => state !== "not-expected")
    .forEach((hop) => narrator.hop(hop, started));
  const details = await detailsOf(lab, trace);
  const known = details.first?.["agent"] as { id?: string } | undefined;
  // Of a live endpoint the manager alone knows the id.
  const agent = endpoint.id === "" ? { ...endpoint, id: known?.id ?? "?" } : endpoint;
  return { title, agent, hops: followed, ...details };
}

/** All nine hops of an alert, with what is known of each. */
function hopsOf({ passed }: Trace, until: Hop): RunHop[] {
  const last = hops.indexOf(until);
  return hops.map((hop, index) => {
    const found = passed.find((one) => one.hop === hop);
    const state: HopState =
      index <= last ? (found ? "passed" : "missing") : found ? "unexpected" : "not-expected";
    return found ? { hop, state, time: found.time, evidence: found.evidence } : { hop, state };
  });
}

/** What the lab holds of an alert at the end of its way. */
async function detailsOf(
  lab: DemoLab,
  { alertId }: Trace,
): Promise<Omit<FollowedAlert, "title" | "agent" | "hops">> {
  if (alertId === undefined) {
    return {};
  }
  const { first, enriched, message, ticket, alertsOfTicket } = await lab.details(alertId);
  return {
    alertId,
    ...(first && { first: { ...first }, firstRule: ruleOf(first) }),
    ...(enriched && { enriched: { ...enriched }, rule: ruleOf(enriched) }),
    ...(message && { message: { ...message, fields: { ...message.fields } } }),
    ...(ticket && { ticket: ticketSchema.parse({ ...ticket, count: alertsOfTicket }) }),
  };
}

function ruleOf({ rule }: LoggedEvent): NonNullable<FollowedAlert["rule"]> {
  const { id = "?", level = 0, description = "", groups = [] } = rule ?? {};
  return { id, level, description, groups: [...groups] };
}

/**
 * Looks once more at an alert, at the end of a run: one that should not have gone on may have, and its ticket may stand for
 * more by then.
 */
export async function lookAgain(
  lab: DemoLab,
  { subject, until }: Pursuit,
  before: FollowedAlert,
): Promise<FollowedAlert> {
  const trace = await lab.follow(subject, "ticketed", 0);
  return { ...before, hops: hopsOf(trace, until), ...(await detailsOf(lab, trace)) };
}

import type { Ticket } from "../ticket-desk/ticket.ts";
import { callsFor, readCalls } from "./calls.ts";
import { findLines, type LoggedEvent, isRaised } from "./manager-logs.ts";
import type { Sources } from "./sources.ts";

/** How far many events have come that have one text in common. */
export interface Tally {
  /** Events that the manager has seen; without archives as many as are alerts. */
  readonly observed: number;
  /** Alerts that they raised. */
  readonly alerted: number;
  /** Alerts that custom-misp was called for. */
  readonly integrated: number;
  /** Alerts that MISP had an attribute for. */
  readonly matched: number;
  /** Alerts that wait because MISP is away. */
  readonly postponed: number;
  /** Enriched events that became alerts. */
  readonly raised: number;
  /** Alerts that those stand for, repetitions included. */
  readonly represented: number;
  /** Alerts that tell of an error of the look-up. */
  readonly errors: number;
  /** Kinds of those errors, each once. */
  readonly errorKinds: readonly string[];
  /** Tickets that one of the alerts is in. */
  readonly tickets: readonly number[];
}

/** A number of a {@link Tally}. */
export type Counted = Exclude<keyof Tally, "errorKinds">;

export const counts = [
  "observed",
  "alerted",
  "integrated",
  "matched",
  "postponed",
  "raised",
  "represented",
  "errors",
  "tickets",
] as const satisfies readonly Counted[];

/** Counts the events that have `text` in them, and what became of them. */
export async function tally(sources: Sources, text: string): Promise<Tally> {
  const alertsFile = `${sources.logs}/alerts/alerts.json`;
  const [archived, alerts, enriched, calls, { tickets }] = await Promise.all([
    findLines<LoggedEvent>(`${sources.logs}/archives/archives.json`, text),
    findLines<LoggedEvent>(alertsFile, text),
    findLines<LoggedEvent>(alertsFile, '"integration":"misp"'),
    readCalls(sources.logs),
    sources.ticketDesk.get<{ tickets: Ticket[] }>("/tickets"),
  ]);
  const isEndpoints = ({ data }: LoggedEvent): boolean => data?.integration !== "misp";
  const ids = alerts.filter(isEndpoints).map(({ id }) => id ?? "");
  const known = new Set(ids);
  const answers = ids.map((id) => callsFor(id, calls)).filter((found) => found !== undefined);
  const ours = enriched.filter(({ data }) => known.has(data?.misp?.source?.alert_id ?? ""));
  const raised = ours.filter(isRaised);
  const errors = ours.filter(({ data }) => data?.misp?.error);
  return {
    observed: archived.length === 0 ? ids.length : archived.filter(isEndpoints).length,
    alerted: ids.length,
    integrated: answers.length,
    matched: answers.filter(({ answered }) => answered.matched > 0).length,
    postponed: answers.filter(({ answered }) => answered.outcome === "postponed").length,
    raised: raised.length,
    represented: raised.reduce((sum, { data }) => sum + Number(data?.misp?.repeated?.count ?? 1), 0),
    errors: errors.length,
    errorKinds: [...new Set(errors.map(({ data }) => data?.misp?.error?.kind ?? "?"))],
    tickets: tickets.filter(({ alert_ids }) => alert_ids.some((id) => known.has(id))).map(({ id }) => id),
  };
}

/** A number of the tally, whichever way it is held. */
export const countOf = (found: Tally, name: Counted): number =>
  name === "tickets" ? found.tickets.length : found[name];

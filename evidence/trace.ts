import type { Ticket } from "../ticket-desk/ticket.ts";
import { callsFor, readCalls, type AlertCalls } from "./calls.ts";
import { findMessage } from "./graylog-messages.ts";
import type { HopEvidence, Trace } from "./hop.ts";
import { findLines, isRaised, isoTime, type LoggedEvent } from "./manager-logs.ts";
import type { Sources } from "./sources.ts";

/**
 * Which alert is meant: by its id, or by text that the endpoint's event has in it and no other since a time, ISO 8601.
 */
export type Subject = { readonly alertId: string } | { readonly text: string; readonly since?: string };

/** Follows one alert as far as there is evidence. */
export async function trace(sources: Sources, subject: Subject): Promise<Trace> {
  const text = "alertId" in subject ? subject.alertId : subject.text;
  const alerts = await findLines<LoggedEvent>(`${sources.logs}/alerts/alerts.json`, text);
  const isMeant = (line: LoggedEvent): boolean =>
    line.data?.integration !== "misp" &&
    ("alertId" in subject
      ? line.id === subject.alertId
      : subject.since === undefined || isoTime(line.timestamp) >= subject.since);
  const alert = alerts.find(isMeant);
  const archived = await findLines<LoggedEvent>(`${sources.logs}/archives/archives.json`, text);
  // In the archives an event has no id: by an alert's id its alert alone is found.
  const observed = traceObserved(archived.find((line) => "text" in subject && isMeant(line)) ?? alert);
  if (!alert?.id) {
    return { passed: observed };
  }
  // A repetition is not sent again: it stands in the event of the alert before it, and goes that one's way.
  const calls = callsFor(alert.id, await readCalls(sources.logs));
  const followed = calls?.sent.alert_id ?? alert.id;
  const passed = [
    ...observed,
    {
      hop: "alerted" as const,
      time: isoTime(alert.timestamp),
      evidence: `alert ${alert.id} by rule ${alert.rule?.id ?? "?"}, level ${alert.rule?.level ?? "?"}`,
    },
    ...(calls ? traceCalls(calls) : []),
    ...(await traceRaised(sources, followed)),
    ...(await traceIndexed(sources, followed)),
    ...(await traceTicket(sources, followed)),
  ];
  return { alertId: alert.id, passed };
}

function traceObserved(event?: LoggedEvent): HopEvidence[] {
  if (!event) {
    return [];
  }
  const agent = event.agent ? ` of agent ${event.agent.id} ${event.agent.name}` : "";
  return [
    { hop: "observed", time: isoTime(event.timestamp), evidence: `${event.location ?? "event"}${agent}` },
  ];
}

/** The hops that custom-misp takes an alert through, from its own lines and that of the call whose event it stands in. */
function traceCalls({ first, answered, sent }: AlertCalls): HopEvidence[] {
  const looked = `custom-misp looked for ${first.indicators.join(", ") || "nothing"}`;
  const waits =
    first.outcome === "postponed" ? `, and postponed it: ${first.error?.kind ?? "MISP failed"}` : "";
  const hops: HopEvidence[] = [{ hop: "integrated", time: first.integrated, evidence: `${looked}${waits}` }];
  if (answered.matched > 0) {
    const duration = answered.milliseconds["answered"] ?? 0;
    hops.push({
      hop: "matched",
      time: new Date(Date.parse(answered.integrated) + duration).toISOString(),
      evidence: `${counted(answered.matched, "attribute")}, by ${answered.origin ?? "misp"} with ${counted(answered.requests, "request")}`,
    });
  }
  if (sent.returned) {
    const evidence =
      sent === answered
        ? `${sent.returned.bytes} bytes to the queue`
        : `a repetition, which stands in the event of alert ${sent.alert_id ?? "?"}`;
    hops.push({ hop: "returned", time: sent.returned.time, evidence });
  }
  return hops;
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

async function traceRaised(sources: Sources, alertId: string): Promise<HopEvidence[]> {
  const alerts = await findLines<LoggedEvent>(`${sources.logs}/alerts/alerts.json`, alertId);
  const raised = alerts.find((line) => isRaised(line) && line.data?.misp?.source?.alert_id === alertId);
  if (!raised) {
    return [];
  }
  const { id = "?", level = 0, description = "" } = raised.rule ?? {};
  return [
    {
      hop: "raised",
      time: isoTime(raised.timestamp),
      evidence: `rule ${id}, level ${level}: ${description}`,
    },
  ];
}

async function traceIndexed(sources: Sources, alertId: string): Promise<HopEvidence[]> {
  const message = (await findMessage(sources, alertId))?.fields;
  if (!message) {
    return [];
  }
  const received = graylogTime(message["gl2_receive_timestamp"] ?? message["timestamp"]);
  const hops: HopEvidence[] = [
    {
      hop: "shipped",
      time: received,
      evidence: `Graylog received message ${String(message["gl2_message_id"])}`,
    },
  ];
  const indicator = message["wazuh_data_misp_indicator_value"];
  if (typeof indicator === "string") {
    const processed = graylogTime(message["gl2_processing_timestamp"] ?? message["gl2_receive_timestamp"]);
    hops.push({
      hop: "indexed",
      time: processed,
      evidence: `field wazuh_data_misp_indicator_value is ${indicator}`,
    });
  }
  return hops;
}

/** Graylog writes its own times with a blank and without a zone, and means UTC. */
function graylogTime(value: unknown): string {
  const text = String(value);
  return new Date(text.endsWith("Z") ? text : `${text.replace(" ", "T")}Z`).toISOString();
}

async function traceTicket(sources: Sources, alertId: string): Promise<HopEvidence[]> {
  const { tickets } = await sources.ticketDesk.get<{ tickets: Ticket[] }>("/tickets");
  const ticket = tickets.find(({ alert_ids }) => alert_ids.includes(alertId));
  if (!ticket) {
    return [];
  }
  const evidence = `ticket ${ticket.id}: ${ticket.indicator} on ${ticket.agent}`;
  return [{ hop: "ticketed", time: ticket.updated, evidence }];
}

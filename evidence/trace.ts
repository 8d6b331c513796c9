import type { Ticket } from "../ticket-desk/ticket.ts";
import { callsFor, readCalls, reasonOf, type AlertCalls } from "./calls.ts";
import { findMessage } from "./graylog-messages.ts";
import type { Hop, HopEvidence, Trace } from "./hop.ts";
import { alertFiles, findLines, isRaised, isoTime, type LoggedEvent } from "./manager-logs.ts";
import { NotInThisLab, type Sources } from "./sources.ts";

/**
 * Which alert is meant: by its id, or by text that the endpoint's event has in it and no other since a time, ISO 8601.
 */
export type Subject = { readonly alertId: string } | { readonly text: string; readonly since?: string };

/** Follows one alert as far as there is evidence. A system that does not answer is told, and the others are still asked. */
export async function trace(sources: Sources, subject: Subject): Promise<Trace> {
  const text = "alertId" in subject ? subject.alertId : subject.text;
  const files = alertFiles(sources.logs, "alertId" in subject ? subject.alertId : undefined);
  const alerts = await findLines<LoggedEvent>(files, text);
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
  const raised = await traceRaised(sources, followed);
  const indexed = await askFor(["shipped", "indexed"], "Graylog", traceIndexed(sources, followed));
  const ticketed = await askFor(["ticketed"], "The ticket desk", traceTicket(sources, followed));
  const later = [...indexed.passed, ...ticketed.passed];
  const ended = calls && reasonOf(calls.answered);
  const absent = [...indexed.absent, ...ticketed.absent];
  const troubles = [...indexed.troubles, ...ticketed.troubles];
  return {
    alertId: alert.id,
    passed: [
      ...observed,
      {
        hop: "alerted",
        time: isoTime(alert.timestamp),
        evidence: `alert ${alert.id} by rule ${alert.rule?.id ?? "?"}, level ${alert.rule?.level ?? "?"}`,
      },
      ...(calls ? traceCalls(calls, raised[0]) : []),
      ...raised,
      ...later,
    ],
    ...(absent.length > 0 && { absent }),
    ...(troubles.length > 0 && { troubles }),
    ...(calls && { outcome: calls.answered.outcome }),
    ...(ended !== undefined && raised.length === 0 && { ended }),
  };
}

/** What one system tells of some hops: whether they were passed, are not in this lab, or could not be asked for. */
type Told = Required<Pick<Trace, "passed" | "absent" | "troubles">>;

async function askFor(hops: readonly Hop[], system: string, question: Promise<HopEvidence[]>): Promise<Told> {
  try {
    return { passed: await question, absent: [], troubles: [] };
  } catch (error) {
    return error instanceof NotInThisLab
      ? { passed: [], absent: hops, troubles: [] }
      : { passed: [], absent: [], troubles: [`${system} does not answer: ${(error as Error).message}`] };
  }
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
function traceCalls({ first, answered, sent }: AlertCalls, raised: HopEvidence | undefined): HopEvidence[] {
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
  } else if (raised) {
    // A later call sent what had to wait, and its line does not say whose event that was.
    hops.push({ hop: "returned", time: raised.time, evidence: "the event waited, and a later call sent it" });
  }
  return hops;
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

async function traceRaised(sources: Sources, alertId: string): Promise<HopEvidence[]> {
  const alerts = await findLines<LoggedEvent>(alertFiles(sources.logs, alertId), alertId);
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

import type { Trace as CallTrace } from "../integration-script/trace.ts";
import type { Ticket } from "../ticket-desk/ticket.ts";
import type { HopEvidence, Trace } from "./hop.ts";
import { findLines, isoTime, type LoggedEvent } from "./manager-logs.ts";
import type { Sources } from "./sources.ts";

/** Which alert is meant: by its id, or by text that the endpoint's event has in it and no other. */
export type Subject = { readonly alertId: string } | { readonly text: string };

/** Follows one alert as far as there is evidence. */
export async function trace(sources: Sources, subject: Subject): Promise<Trace> {
  const text = "alertId" in subject ? subject.alertId : subject.text;
  const alerts = await findLines<LoggedEvent>(`${sources.logs}/alerts/alerts.json`, text);
  const alert = alerts.find(
    (line) => line.data?.integration !== "misp" && (!("alertId" in subject) || line.id === subject.alertId),
  );
  const observed = await traceObserved(sources, text, alert);
  if (!alert?.id) {
    return { passed: observed };
  }
  const calls = await findLines<CallTrace>(`${sources.logs}/integrations.log`, "custom-misp");
  const call = calls.find((line) => line.alert_id === alert.id);
  // A repetition is not sent again: it stands in the event of the alert before it, and goes that one's way.
  const sent = call && callThatStandsFor(call, calls);
  const followed = sent?.alert_id ?? alert.id;
  const passed = [
    ...observed,
    {
      hop: "alerted" as const,
      time: isoTime(alert.timestamp),
      evidence: `alert ${alert.id} by rule ${alert.rule?.id ?? "?"}, level ${alert.rule?.level ?? "?"}`,
    },
    ...(call && sent ? traceCall(call, sent) : []),
    ...(await traceRaised(sources, followed)),
    ...(await traceIndexed(sources, followed)),
    ...(await traceTicket(sources, followed)),
  ];
  return { alertId: alert.id, passed };
}

/** The call whose event an alert stands in: its own, or for a repetition the last one before that was sent. */
function callThatStandsFor(call: CallTrace, calls: readonly CallTrace[]): CallTrace {
  if (call.outcome !== "repeated") {
    return call;
  }
  const before = calls.filter(
    (line) =>
      line.returned !== undefined &&
      line.integrated < call.integrated &&
      line.agent_id === call.agent_id &&
      line.indicators.some((indicator) => call.indicators.includes(indicator)),
  );
  return before.at(-1) ?? call;
}

async function traceObserved(sources: Sources, text: string, alert?: LoggedEvent): Promise<HopEvidence[]> {
  const archived = await findLines<LoggedEvent>(`${sources.logs}/archives/archives.json`, text);
  const event = archived.find((line) => line.data?.integration !== "misp") ?? alert;
  if (!event) {
    return [];
  }
  const agent = event.agent ? ` of agent ${event.agent.id} ${event.agent.name}` : "";
  return [
    { hop: "observed", time: isoTime(event.timestamp), evidence: `${event.location ?? "event"}${agent}` },
  ];
}

/** The hops that one call of custom-misp passes, from its own line and that of the call whose event it stands in. */
function traceCall(call: CallTrace, sent: CallTrace): HopEvidence[] {
  const time = call.integrated;
  const hops: HopEvidence[] = [
    {
      hop: "integrated",
      time,
      evidence: `custom-misp looked for ${call.indicators.join(", ") || "nothing"}`,
    },
  ];
  if (call.matched > 0) {
    const answered = call.milliseconds["answered"] ?? 0;
    hops.push({
      hop: "matched",
      time: new Date(Date.parse(time) + answered).toISOString(),
      evidence: `${call.matched} attribute, by ${call.origin ?? "misp"} with ${call.requests} request`,
    });
  }
  if (sent.returned) {
    const evidence =
      sent === call
        ? `${sent.returned.bytes} bytes to the queue`
        : `a repetition, which stands in the event of alert ${sent.alert_id ?? "?"}`;
    hops.push({ hop: "returned", time: sent.returned.time, evidence });
  }
  return hops;
}

async function traceRaised(sources: Sources, alertId: string): Promise<HopEvidence[]> {
  const alerts = await findLines<LoggedEvent>(`${sources.logs}/alerts/alerts.json`, alertId);
  const raised = alerts.find((line) => line.data?.misp?.source?.alert_id === alertId && line.data.misp.value);
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

/** Graylog's answer to a search for messages: https://go2docs.graylog.org, Search REST API, `/search/messages`. */
interface Messages {
  readonly schema: readonly { readonly field: string }[];
  readonly datarows: readonly (readonly unknown[])[];
}

async function traceIndexed(sources: Sources, alertId: string): Promise<HopEvidence[]> {
  // The second search finds the line although it was not parsed: as a phrase in its text.
  const message =
    (await search(sources, `wazuh_data_misp_source_alert_id:"${alertId}"`)) ??
    (await search(sources, `message:"alert_id ${alertId}"`));
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

const messageFields = [
  "timestamp",
  "gl2_receive_timestamp",
  "gl2_processing_timestamp",
  "gl2_message_id",
  "wazuh_data_misp_indicator_value",
];

async function search(sources: Sources, query: string): Promise<Record<string, unknown> | undefined> {
  const { schema, datarows } = await sources.graylog.post<Messages>("/search/messages", {
    query,
    timerange: { type: "relative", range: 24 * 60 * 60 },
    fields: messageFields,
    size: 1,
  });
  const row = datarows[0];
  // Graylog writes `-` for a field that the message does not have.
  return (
    row &&
    Object.fromEntries(schema.map(({ field }, index) => [field, row[index] === "-" ? undefined : row[index]]))
  );
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

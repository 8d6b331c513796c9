import type { Ticket } from "../ticket-desk/ticket.ts";
import { callsFor, readCalls } from "./calls.ts";
import { findMessage, type GraylogMessage } from "./graylog-messages.ts";
import { findLines, isRaised, type LoggedEvent } from "./manager-logs.ts";
import type { Sources } from "./sources.ts";

/** Everything that the lab holds of one alert. */
export interface AlertDetails {
  /** The alert, as Wazuh wrote it. */
  readonly first?: LoggedEvent;
  /** The alert of the enriched event that it stands in. */
  readonly enriched?: LoggedEvent;
  readonly message?: GraylogMessage;
  readonly ticket?: Ticket;
  /** Alerts that the ticket stands for, repetitions that were only counted included. */
  readonly alertsOfTicket?: number;
}

/** Collects what the lab holds of an alert, as far as it has come. */
export async function collectDetails(sources: Sources, alertId: string): Promise<AlertDetails> {
  const [alerts, calls] = await Promise.all([
    findLines<LoggedEvent>(`${sources.logs}/alerts/alerts.json`, alertId),
    readCalls(sources.logs),
  ]);
  const sentFor = callsFor(alertId, calls)?.sent.alert_id ?? alertId;
  const [enriched, message, { tickets }] = await Promise.all([
    sentFor === alertId ? alerts : findLines<LoggedEvent>(`${sources.logs}/alerts/alerts.json`, sentFor),
    findMessage(sources, sentFor),
    sources.ticketDesk.get<{ tickets: Ticket[] }>("/tickets"),
  ]);
  const ticket = tickets.find(({ alert_ids }) => alert_ids.includes(sentFor));
  return withoutUndefined({
    first: alerts.find(({ id }) => id === alertId),
    enriched: enriched.find(({ data }) => data?.misp?.value && data.misp.source?.alert_id === sentFor),
    message,
    ticket,
    alertsOfTicket: ticket && (await countAlerts(sources, ticket)),
  });
}

function withoutUndefined(details: { [K in keyof AlertDetails]: AlertDetails[K] | undefined }): AlertDetails {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}

async function countAlerts({ logs }: Sources, { alert_ids }: Ticket): Promise<number> {
  const alerts = await findLines<LoggedEvent>(`${logs}/alerts/alerts.json`, '"integration":"misp"');
  return alerts
    .filter((alert) => isRaised(alert) && alert_ids.includes(alert.data?.misp?.source?.alert_id ?? ""))
    .reduce((sum, { data }) => sum + Number(data?.misp?.repeated?.count ?? 1), 0);
}

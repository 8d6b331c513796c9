import { links } from "./links.ts";
import { parseNotification, type Notification } from "./notification.ts";
import type { ExternalTicket, Ticket } from "./ticket.ts";

/** What a row does not say of its ticket. */
export interface RowSettings {
  /** Address of Graylog's web pages, for links. */
  readonly graylog: string;
  /** Which ticket system is told; empty where none is. */
  readonly place: string;
}

/** A row of the table of tickets, with the ids of its alerts as a JSON list. */
export interface TicketRow {
  readonly id: number;
  readonly notification: string;
  readonly opened: string;
  readonly updated: string;
  readonly matches: number;
  readonly alert_ids: string;
  readonly external_id: string | null;
  readonly external_url: string | null;
  readonly place: string | null;
  readonly told: number;
  readonly telling: number;
  readonly attempts: number;
  readonly next_attempt: number;
  readonly refused: number;
  readonly closed: number;
  readonly error: string | null;
}

/** The ticket of a row. */
export function ticketOf(row: TicketRow, { graylog, place }: RowSettings): Ticket {
  const notification = notificationOf(row);
  const { title, indicator, agent, priority, threat_level, misp_event, misp_event_link, message } =
    notification;
  const external = externalOf(row);
  return {
    ...{ id: row.id, title, indicator, agent, priority, threat_level, misp_event, misp_event_link },
    opened: row.opened,
    updated: row.updated,
    alert_ids: JSON.parse(row.alert_ids) as string[],
    count: row.matches,
    message,
    graylog_link: links(notification, graylog).graylog,
    state: stateOf(row, place),
    ...(external && { external }),
    ...(row.error !== null && { error: row.error, next_attempt: new Date(row.next_attempt).toISOString() }),
  };
}

/** The first notification of a ticket. */
export const notificationOf = ({ notification }: TicketRow): Notification => parseNotification(notification);

/** The ticket in the ticket system, once it is known. */
export const externalOf = ({ external_id: id, external_url: url }: TicketRow): ExternalTicket | undefined =>
  id === null ? undefined : { id, url: url ?? "" };

function stateOf({ error, matches, told: toldOf, closed }: TicketRow, place: string): Ticket["state"] {
  if (matches <= toldOf) {
    return closed === 1 ? "closed" : "sent";
  }
  return place === "" ? "listed" : error === null ? "waiting" : "failing";
}

/**
 * What Graylog tells of one event: the body that the notification's template makes
 * (templates/graylog/content.yaml, `notifications`).
 */
export interface Notification {
  readonly event_id: string;
  readonly title: string;
  /** Graylog's priority: `1` low, `2` normal, `3` high, `4` critical. */
  readonly priority: string;
  readonly time: string;
  readonly indicator: string;
  readonly agent: string;
  /** Id of the alert that was looked up: the id that joins all hops. */
  readonly alert_id: string;
  readonly misp_event: string;
  readonly misp_event_link: string;
  readonly threat_level: string;
  /** Graylog's name of the message, `urn:graylog:message:es:<index>:<id>`. */
  readonly message: string;
}

/** One thing to look at for an analyst: the same indicator on the same agent is one ticket, however often it is seen. */
export interface Ticket {
  readonly id: number;
  readonly title: string;
  readonly indicator: string;
  readonly agent: string;
  readonly priority: string;
  readonly threat_level: string;
  readonly misp_event: string;
  readonly misp_event_link: string;
  /** Time of the first notification, ISO 8601. */
  readonly opened: string;
  /** Time of the last notification, ISO 8601. */
  readonly updated: string;
  /** Alerts that it stands for, oldest first. */
  readonly alert_ids: readonly string[];
  /** Graylog's name of the first message. */
  readonly message: string;
}

const fields: readonly (keyof Notification)[] = [
  "event_id",
  "title",
  "priority",
  "time",
  "indicator",
  "agent",
  "alert_id",
  "misp_event",
  "misp_event_link",
  "threat_level",
  "message",
];

/** A body that is not a notification; the message names what is wrong with it. */
export class NotificationError extends Error {}

/** @throws {NotificationError} when a field is missing or is not text, or when nothing says what the ticket is about */
export function parseNotification(body: string): Notification {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new NotificationError("the body is not JSON");
  }
  const given = value as Readonly<Record<string, unknown>> | null;
  for (const field of fields) {
    if (typeof given?.[field] !== "string") {
      throw new NotificationError(`the field ${field} is missing or is not text`);
    }
  }
  const notification = given as unknown as Notification;
  for (const field of ["event_id", "indicator", "alert_id"] as const) {
    if (notification[field] === "") {
      throw new NotificationError(`the field ${field} is empty`);
    }
  }
  return notification;
}

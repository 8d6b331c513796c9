import { z } from "zod";

const text = z.string();
const needed = text.min(1);

/** What may be missing: what MISP or the alert does not have, and what an older template does not tell. */
const maybe = text.default("");

const schema = z.object({
  event_id: needed,
  title: text,
  priority: text,
  time: text,
  indicator: needed,
  agent: text,
  alert_id: needed,
  misp_event: text,
  misp_event_link: text,
  threat_level: text,
  message: text,
  raised_id: maybe,
  indicator_kind: maybe,
  rule: maybe,
  rule_level: maybe,
  rule_description: maybe,
  tags: maybe,
  agent_owner: maybe,
  alert: maybe,
});

/**
 * What Graylog tells of one event: the body that the notification's template makes
 * (templates/graylog/content.yaml, `notifications`). All of it is text.
 *
 * - `priority`: Graylog's, `1` low, `2` normal, `3` high, `4` critical
 * - `alert_id`: id of the alert that was looked up, the id that joins all hops
 * - `raised_id`: id of the alert that tells of the match; with it the same match that is told twice is known again
 * - `message`: Graylog's name of the message, `urn:graylog:message:es:<index>:<id>`
 * - `tags`: one after the other, with `, ` between
 * - `alert`: the whole alert, as JSON
 */
export type Notification = z.output<typeof schema>;

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
  const result = schema.safeParse(value ?? {});
  if (result.success) {
    return result.data;
  }
  const [issue] = result.error.issues;
  const field = issue?.path.join(".") ?? "";
  throw new NotificationError(
    field === ""
      ? "the body is not a JSON object"
      : issue?.code === "too_small"
        ? `the field ${field} is empty`
        : `the field ${field} is missing or is not text`,
  );
}

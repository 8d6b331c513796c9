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
  agent_owner: maybe,
  alert: maybe,
});

/** The part of an alert that a ticket shows. Where it is of another shape, as much as there is. */
const alertSchema = z.object({
  id: text.catch(""),
  rule: z
    .object({ id: text.catch(""), level: z.coerce.string().catch(""), description: text.catch("") })
    .catch({ id: "", level: "", description: "" }),
  data: z
    .object({
      misp: z
        .object({
          tags: z.array(text).catch([]),
          indicator: z.object({ kind: text.catch("") }).catch({ kind: "" }),
        })
        .catch({ tags: [], indicator: { kind: "" } }),
    })
    .catch({ misp: { tags: [], indicator: { kind: "" } } }),
});

/**
 * What Graylog tells of one event: the body that the notification's template makes
 * (templates/graylog/content.yaml, `notifications`), all of it text.
 *
 * - `priority`: Graylog's, `1` low, `2` normal, `3` high, `4` critical
 * - `alert_id`: id of the alert that was looked up, the id that joins all hops
 * - `raised_id`: id of the alert that tells of the match; with it the same match that is told twice is known again
 * - `message`: Graylog's name of the message, `urn:graylog:message:es:<index>:<id>`
 * - `alert`: the alert that tells of the match, as JSON
 */
export type Notification = z.output<typeof schema>;

/** What a ticket shows of the alert itself. */
export interface AlertDetails {
  readonly indicatorKind: string;
  readonly rule: { readonly id: string; readonly level: string; readonly description: string };
  readonly tags: readonly string[];
}

/** Reads the alert of a notification; what is not there is empty. */
export function alertDetails({ alert }: Pick<Notification, "alert">): AlertDetails {
  const { rule, data } = readAlert(alert);
  return { indicatorKind: data.misp.indicator.kind, rule, tags: data.misp.tags };
}

function readAlert(alert: string): z.output<typeof alertSchema> {
  let value: unknown;
  try {
    value = JSON.parse(alert);
  } catch {
    value = {};
  }
  const result = alertSchema.safeParse(value);
  return result.success ? result.data : alertSchema.parse({});
}

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
    const { data } = result;
    return { ...data, raised_id: data.raised_id || readAlert(data.alert).id };
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

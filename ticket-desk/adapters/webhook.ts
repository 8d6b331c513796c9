import { z } from "zod";
import { alertDetails } from "../notification.ts";
import type { WebhookSettings } from "../settings.ts";
import { titleOf, type TicketAdapter } from "./adapter.ts";
import { adapterHttp } from "./http.ts";

/** What a receiver may answer with; whatever else it answers is not looked at. */
const receipt = z
  .object({ id: z.union([z.string().min(1), z.number()]).transform(String), url: z.string().default("") })
  .catch({ id: "", url: "" });

/**
 * Any server that takes JSON: docs/tickets.md has the bodies. It is called once for each ticket and once for repetitions,
 * and again with the same `Idempotency-Key` where nobody saw whether it had taken a call.
 *
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
export function webhook({ url, token }: WebhookSettings): TicketAdapter {
  const http = adapterHttp(url, token === undefined ? {} : { Authorization: `Bearer ${token}` }, {
    401: "Look at lab:ticketing.token.",
    403: "Look at lab:ticketing.token.",
    404: "Look at lab:ticketing.url.",
  });
  const send = (key: string, body: object) => http.post("", body, receipt, { "Idempotency-Key": key });
  return {
    place: `webhook ${url}`,
    // A receiver knows a call again by its key.
    find: () => Promise.resolve(undefined),
    isMarked: () => Promise.resolve(false),
    isClosed: () => Promise.resolve(false),
    open: async ({ reference, notification, links, matches }) => {
      const { indicatorKind, rule, tags } = alertDetails(notification);
      const { id, url: page } = await send(reference, {
        kind: "opened",
        reference,
        title: titleOf(notification),
        indicator: { value: notification.indicator, kind: indicatorKind },
        agent: { name: notification.agent, owner: notification.agent_owner },
        priority: Number(notification.priority) || 2,
        threat_level: notification.threat_level,
        misp_event: { info: notification.misp_event, link: links.misp },
        rule: { id: rule.id, level: Number(rule.level) || 0, description: rule.description },
        tags,
        time: notification.time,
        graylog_link: links.graylog,
        count: matches.length,
        alert_ids: matches.map(({ alert_id }) => alert_id),
        alert: alertOf(notification.alert),
      });
      return { id: id || reference, url: page };
    },
    repeat: async ({ id }, { reference, mark, matches, count, notification }) => {
      await send(mark, {
        kind: "repeated",
        reference,
        id,
        indicator: { value: notification.indicator, kind: alertDetails(notification).indicatorKind },
        agent: { name: notification.agent, owner: notification.agent_owner },
        count,
        matches: matches.map(({ alert_id, time }) => ({ alert_id, time })),
      });
    },
  };
}

function alertOf(text: string): unknown {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return text;
  }
}

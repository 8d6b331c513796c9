import type { System } from "../converge.ts";
import type { DesiredTickets } from "../desired.ts";
import { httpClient, type HttpClient } from "../http-client.ts";
import { graylogClient } from "./client.ts";

/** Milliseconds that are looked back at the start, and that are looked at again each time. */
const firstLook = 3 * 24 * 60 * 60 * 1_000;
const overlap = 10 * 60 * 1_000;

/** Messages that one search is for at most. */
const pageSize = 500;

/** A message of Graylog's: its fields, and the index that it is in. */
interface Found {
  readonly message: Readonly<Record<string, unknown>>;
  readonly index: string;
}

/**
 * Proves that every match that Graylog holds has come to the ticket desk, and tells of those that have not.
 *
 * Graylog tells of an event once: when nobody takes the notification it gives up, it makes no more than a limit of events
 * out of one window, and a window that ends before the index shows its last messages misses them. The desk knows a match
 * again by its alert, so telling it of all of them does no harm. What is younger than `settled` is left to Graylog.
 */
export function tickets(desired: DesiredTickets, now = Date.now): System {
  const { desk, token, deadline, settled } = desired;
  const graylog = graylogClient(desired);
  const ticketDesk = httpClient(desk, { Authorization: `Bearer ${token}` });
  let from = now() - firstLook;
  let told = 0;
  return {
    name: "tickets",
    deadline,
    ...(desired.interval !== undefined && { recheck: desired.interval }),
    converge: async () => {
      const until = now() - settled;
      const stream = await streamId(graylog, desired.stream);
      for await (const { message, index } of matches(graylog, {
        stream,
        query: desired.query ?? "*",
        from,
        until,
      })) {
        const { is_new: isNew } = await ticketDesk.post<{ is_new: boolean }>(
          "/notifications",
          notificationOf(message, index, desired),
        );
        told += isNew ? 1 : 0;
      }
      from = Math.max(from, until - overlap);
      if (desired.interval !== undefined) {
        return `every match of this lab's stream has its ticket, ${told} since the start`;
      }
      return `every match has its ticket${told > 0 ? `; ${told} of them Graylog had told nobody of` : ""}`;
    },
  };
}

async function streamId(graylog: HttpClient, title: string): Promise<string> {
  const { streams } = await graylog.get<{ streams: { id: string; title: string }[] }>("/streams");
  const stream = streams.find((one) => one.title === title);
  if (!stream) {
    throw new Error(`Graylog has no stream "${title}" yet`);
  }
  return stream.id;
}

/** The messages of a stream in a time, the oldest first, by `/search/universal/absolute`. */
async function* matches(
  graylog: HttpClient,
  { stream, query: text, from, until }: { stream: string; query: string; from: number; until: number },
): AsyncGenerator<Found> {
  for (let offset = 0; from < until; offset += pageSize) {
    const query = new URLSearchParams({
      query: text,
      from: new Date(from).toISOString(),
      to: new Date(until).toISOString(),
      filter: `streams:${stream}`,
      sort: "timestamp:asc",
      limit: String(pageSize),
      offset: String(offset),
    });
    const { messages } = await graylog.get<{ messages: Found[] }>(
      `/search/universal/absolute?${query.toString()}`,
    );
    yield* messages;
    if (messages.length < pageSize) {
      return;
    }
  }
}

/** What Graylog's own notification of that message would be: templates/graylog/content.yaml, `notifications`. */
function notificationOf(
  message: Found["message"],
  index: string,
  { priorities }: Pick<DesiredTickets, "priorities">,
): Record<string, string> {
  const text = (name: string): string => {
    const value = message[name];
    return typeof value === "string" ? value : "";
  };
  const id = text("_id");
  const threatLevel = text("wazuh_data_misp_threat_level");
  const { title, priority } = priorities.find((one) => one.threatLevel === threatLevel) ??
    priorities.find((one) => one.threatLevel === undefined) ?? { title: "MISP match", priority: 2 };
  return {
    event_id: id,
    title,
    priority: `${priority}`,
    time: text("timestamp"),
    indicator: text("wazuh_data_misp_indicator_value"),
    agent: text("wazuh_data_misp_source_agent_name"),
    agent_owner: text("agent_owner"),
    alert_id: text("wazuh_data_misp_source_alert_id"),
    raised_id: text("wazuh_id"),
    misp_event: text("wazuh_data_misp_event_info"),
    misp_event_link: text("wazuh_data_misp_event_link"),
    threat_level: threatLevel,
    message: `urn:graylog:message:es:${index}:${id}`,
    alert: text("message"),
  };
}

import { z } from "zod";
import type { IrisSettings } from "../settings.ts";
import {
  factsOf,
  oneLine,
  repetitionFacts,
  shortened,
  titleOf,
  type Fact,
  type TicketAdapter,
} from "./adapter.ts";
import { alertDetails } from "../notification.ts";
import { adapterHttp } from "./http.ts";

const alert = z.object({ alert_id: z.number(), alert_source_ref: z.string().nullish() });
const answer = <T extends z.ZodType>(data: T) => z.object({ status: z.literal("success"), data });
const severities = z.array(z.object({ severity_id: z.number(), severity_name: z.string() }));
const statuses = z.array(z.object({ status_id: z.number(), status_name: z.string() }));
const withStatus = z.object({ status: z.object({ status_name: z.string() }) });
const comments = z.array(z.object({ comment_text: z.string().nullish() }));

/** IRIS' severity of each of MISP's threat levels. */
const severityNames: Readonly<Record<string, string>> = { high: "High", medium: "Medium", low: "Low" };

/**
 * Alerts of DFIR-IRIS, from 2.4 on. The reference is the alert's source reference, by which it is found again. Numbers of
 * severities and states differ between installations, and are looked up by name.
 *
 * @see https://docs.dfir-iris.org/operations/alerts/
 * @see https://docs.dfir-iris.org/_static/iris_api_reference_v2.0.4.html
 */
export function iris({ url, token, customer }: IrisSettings): TicketAdapter {
  const http = adapterHttp(
    url,
    { Authorization: `Bearer ${token}` },
    {
      400: "Look at lab:ticketing.customer: the number of a customer that the account may see.",
      401: "The key is not valid: give the account's API key as lab:ticketing.token.",
      403: "The account needs the permissions alerts_read and alerts_write, and access to the customer.",
      404: "Look at lab:ticketing.url: the address of IRIS itself, from 2.4 on.",
    },
  );
  const ticketOf = ({ alert_id: id }: z.output<typeof alert>) => ({
    id: `${id}`,
    url: `${url}/alerts?alert_ids=${id}`,
  });
  return {
    place: `iris ${url} customer ${customer}`,
    find: async (reference) => {
      const query = new URLSearchParams({ source_reference: reference, per_page: "10" });
      const { data } = await http.get(
        `/alerts/filter?${query.toString()}`,
        answer(z.object({ alerts: z.array(alert) })),
      );
      // IRIS looks for the reference anywhere in the text.
      const found = data.alerts.find(({ alert_source_ref }) => alert_source_ref === reference);
      return found && ticketOf(found);
    },
    open: async (draft) => {
      const { notification, reference, links } = draft;
      const [severity, status] = await Promise.all([
        http.get("/manage/severities/list", answer(severities)),
        http.get("/manage/alert-status/list", answer(statuses)),
      ]);
      const wanted = severityNames[notification.threat_level] ?? "Unspecified";
      const { data } = await http.post(
        "/alerts/add",
        {
          alert_title: titleOf(notification),
          alert_description: lines(factsOf(draft)),
          alert_source: "wazuh-misp-lab",
          alert_source_ref: reference,
          alert_source_link: links.graylog,
          alert_source_content: contentOf(notification.alert),
          alert_source_event_time: irisTime(notification.time),
          alert_severity_id: idOf(
            severity.data.map((one) => [one.severity_name, one.severity_id]),
            wanted,
          ),
          alert_status_id: idOf(
            status.data.map((one) => [one.status_name, one.status_id]),
            "New",
          ),
          alert_customer_id: customer,
          // Commas part one tag from the next.
          alert_tags: alertDetails(notification)
            .tags.map((tag) => oneLine(tag.replaceAll(",", " ")))
            .join(","),
        },
        answer(alert),
      );
      return ticketOf(data);
    },
    isClosed: async ({ id }) => {
      const { data } = await http.get(`/alerts/${id}`, answer(withStatus));
      return data.status.status_name === "Closed";
    },
    isMarked: async ({ id }, mark) => {
      const { data } = await http.get(`/alerts/${id}/comments/list`, answer(comments));
      return data.some(({ comment_text }) => comment_text?.includes(mark));
    },
    repeat: async ({ id }, repetition) => {
      await http.post(
        `/alerts/${id}/comments/add`,
        { comment_text: lines(repetitionFacts(repetition)) },
        answer(z.unknown()),
      );
    },
  };
}

/** A fact a paragraph. */
const lines = (facts: readonly Fact[]): string =>
  facts
    .map(({ name, value, link }) => `${name}: ${link ? value : inert(oneLine(shortened(value, 1_000)))}`)
    .join("\n\n");

/**
 * IRIS shows comments as Markdown, and lets some HTML through: a space without width keeps a tag, an image and a link from
 * being one.
 */
const inert = (value: string): string => value.replace(/<(?=[A-Za-z/!?])|\](?=[([:])/g, "$&\u200b");

function idOf(entries: readonly (readonly [string, number])[], name: string): number {
  return (entries.find(([known]) => known === name) ?? entries[0])?.[1] ?? 1;
}

/** IRIS takes a time without a zone, and means UTC. */
function irisTime(time: string): string {
  const at = new Date(time);
  return (Number.isNaN(at.getTime()) ? new Date() : at).toISOString().replace("Z", "");
}

function contentOf(text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch {
    return text === "" ? {} : { alert: text };
  }
}

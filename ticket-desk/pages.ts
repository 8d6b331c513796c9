import { createHash } from "node:crypto";
import type { Ticket, TicketDetails } from "./ticket.ts";

const style = `
:root { color-scheme: light dark; background: light-dark(#fff, #16181c); color: light-dark(#16181c, #eceef2); font: 15px/1.5 system-ui, sans-serif; }
:link { color: light-dark(#0645ad, #9ec5ff); }
:visited { color: light-dark(#4b2a85, #cdb4f6); }
body { margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.8rem 0.3rem 0; border-bottom: 1px solid #8886; overflow-wrap: anywhere; }
caption { text-align: left; padding-bottom: 0.5rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: 1rem; border: 1px solid #8886; }
.error { font-weight: 600; }
`;

/** What a browser may do with these pages: show them, with this style. */
export const contentSecurityPolicy = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;

/** The list of tickets as a page. */
export function listPage(tickets: readonly Ticket[]): string {
  const rows = tickets.map(
    ({ id, opened, title, indicator, agent, threat_level, count, state, external, error }) =>
      html`<tr>
        <td><a href="/tickets/${id}">${id}</a></td>
        <td>${opened.replace("T", " ").slice(0, 19)}</td>
        <td>${title}</td>
        <td>${indicator}</td>
        <td>${agent}</td>
        <td>${threat_level}</td>
        <td>${count}</td>
        <td>${state}${error === undefined ? "" : html`<br /><span class="error">${error}</span>`}</td>
        <td>${external ? link(external.url, external.id) : ""}</td>
      </tr>`,
  );
  const heads = [
    "number",
    "opened, UTC",
    "title",
    "indicator",
    "agent",
    "threat level",
    "matches",
    "state",
    "where",
  ];
  return page(
    "Tickets",
    html`<table>
      <caption>
        ${tickets.length} tickets, the newest first. Below /tickets/NUMBER is what is known of one.
      </caption>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`,
  );
}

/** One ticket as a page. */
export function ticketPage(ticket: TicketDetails): string {
  const { rule, external } = ticket;
  const facts: readonly (readonly [name: string, value: Html | string])[] = [
    ["indicator", `${ticket.indicator}${ticket.indicator_kind === "" ? "" : ` (${ticket.indicator_kind})`}`],
    ["agent", ticket.agent],
    ["owner of the agent", ticket.agent_owner],
    ["threat level", ticket.threat_level],
    [
      "MISP event",
      ticket.misp_event_link === ""
        ? ticket.misp_event
        : link(ticket.misp_event_link, ticket.misp_event || "event"),
    ],
    ["Graylog", ticket.graylog_link === "" ? "" : link(ticket.graylog_link, "the match in Graylog")],
    ["rule", rule.id === "" ? "" : `${rule.id}, level ${rule.level}: ${rule.description}`],
    ["tags", ticket.tags.join(", ")],
    ["opened", ticket.opened],
    ["last seen", ticket.updated],
    ["state", ticket.state],
    ["where", external ? link(external.url, external.id) : ""],
    ["error", ticket.error ?? ""],
  ];
  return page(
    `Ticket ${ticket.id}: ${ticket.title}`,
    html`<p><a href="/tickets">All tickets</a></p>
      <table>
        <tbody>
          ${facts
            .filter(([, value]) => value !== "")
            .map(
              ([name, value]) =>
                html`<tr>
                  <th scope="row">${name}</th>
                  <td>${value}</td>
                </tr>`,
            )}
        </tbody>
      </table>
      <h2>${ticket.count} matches</h2>
      <ul>
        ${ticket.matches.map(({ time, alert_id }) => html`<li>${time}: alert ${alert_id}</li>`)}
      </ul>
      ${
        ticket.alert === ""
          ? ""
          : html`<h2>The alert</h2>
              <pre>${pretty(ticket.alert)}</pre>`
      }`,
  );
}

/** Text that is HTML already. */
class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** HTML in which every value is text, unless it is HTML itself. */
function html(
  parts: TemplateStringsArray,
  ...values: readonly (Html | string | number | readonly Html[])[]
): Html {
  const shown = values.map((value) =>
    Array.isArray(value)
      ? (value as readonly Html[]).map(({ text }) => text).join("")
      : value instanceof Html
        ? value.text
        : escaped(String(value as string | number)),
  );
  return new Html(parts.map((part, index) => part + (shown[index] ?? "")).join(""));
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character]!);

/** A link where a browser may open it, and else its text. */
const link = (url: string, text: string): Html =>
  /^https?:\/\//i.test(url)
    ? html`<a href="${url}" rel="noreferrer">${text}</a>`
    : html`${text}${url === "" ? "" : ` (${url})`}`;

function page(title: string, body: Html): string {
  return `<!doctype html>\n${
    html`<html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        ${new Html(`<style>${style}</style>`)}
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`.text
  }\n`;
}

function pretty(alert: string): string {
  try {
    return JSON.stringify(JSON.parse(alert), undefined, 2);
  } catch {
    return alert;
  }
}

import type { FollowedAlert, Run, RunStep } from "../demo/run.ts";
import { renderPage, webAddress } from "../pages/page.ts";
import { span, timeOfDay } from "../pages/times.ts";
import { compare } from "./comparison.ts";
import { messageFields } from "./message-fields.ts";
import { timeline } from "./timeline.ts";

const how: Readonly<Record<RunStep["how"], string>> = {
  replay: "recorded telemetry",
  live: "on the endpoint",
  lab: "in the lab",
};

const places: Readonly<Record<string, string>> = {
  misp: "MISP",
  wazuh: "Wazuh",
  graylog: "Graylog",
  tickets: "Ticket desk",
  terminal: "Terminal",
};

const priorities: Readonly<Record<string, string>> = { 1: "low", 2: "normal", 3: "high", 4: "critical" };

/** One HTML file that tells of one run, and needs nothing else: for a browser, a phone, or paper. */
export function renderReport(run: Run): string {
  return renderPage({ title: `${run.scenario.title} · report`, name: "report", values: view(run) }).html;
}

function view(run: Run): Record<string, unknown> {
  const { scenario, followed, urls } = run;
  const [first] = followed;
  return {
    ...run,
    passed: run.verdict === "passed",
    standIns: run.profile === "rehearsal",
    techniques: scenario.techniques.map(({ id, name }) => ({
      id,
      name,
      link: `https://attack.mitre.org/techniques/${id.replace(".", "/")}/`,
    })),
    // What one sees first: how long it took from the endpoint to the ticket.
    headline:
      followed.length === 1 && first?.hops.at(-1)?.state === "passed" ? timeline(first).total : undefined,
    began: timeOfDay(run.started),
    took: span(Date.parse(run.ended) - Date.parse(run.started)),
    mode: run.mode === "live" ? "live, by real actions" : "replay of recorded telemetry",
    lookAt: scenario.lookAt.map(({ where, what }) => ({
      place: places[where] ?? where,
      what,
      link: webAddress(urls[where]),
    })),
    steps: run.steps.map((step) => ({
      ...step,
      how: how[step.how],
      took: span(Date.parse(step.ended) - Date.parse(step.started)),
      error: step.error,
    })),
    followed: followed.map((alert, index) => ({ ...alertView(alert), number: index + 1 })),
  };
}

function alertView(alert: FollowedAlert): Record<string, unknown> {
  const { title, agent, alertId, first, firstRule, enriched, rule, message, ticket } = alert;
  const misp = isDocument(enriched?.["data"]) ? enriched["data"]["misp"] : undefined;
  return {
    title,
    agent,
    alertId,
    timeline: timeline(alert),
    comparison: first && enriched ? compare(first, enriched, indicatorPaths(misp)) : undefined,
    // Where only one of them is there, it is shown for itself.
    alone: (enriched ?? first) ? JSON.stringify(enriched ?? first, undefined, 2) : undefined,
    rules: [firstRule, rule]
      .filter((one) => one !== undefined)
      .map((one) => ({ ...one, high: one.level >= 12 })),
    match: mispView(misp),
    message: message && { ...message, ...messageFields(message.fields), index: message.index },
    ticket: ticket && {
      ...ticket,
      priority: priorities[ticket.priority] ?? ticket.priority,
      opened: timeOfDay(ticket.opened),
      updated: timeOfDay(ticket.updated),
      link: webAddress(ticket.misp_event_link),
      alerts: ticket.alert_ids.length,
      count: ticket.count,
    },
  };
}

/** Where in the two alerts the indicator stands: in the event of the endpoint, and in MISP's answer. */
function indicatorPaths(misp: unknown): ReadonlySet<string> {
  const indicator = isDocument(misp) ? misp["indicator"] : undefined;
  const field = isDocument(indicator) ? indicator["field"] : undefined;
  return new Set([
    "data.misp.value",
    "data.misp.indicator.value",
    ...(typeof field === "string" ? [field] : []),
  ]);
}

/** What MISP knew, from the enriched event: integration-script/enriched-event.ts has its fields. */
function mispView(misp: unknown): Record<string, unknown> | undefined {
  if (!isDocument(misp) || typeof misp["value"] !== "string") {
    return undefined;
  }
  const text = (key: string): string | undefined => {
    const value = misp[key];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  return {
    value: misp["value"],
    type: text("type"),
    category: text("category"),
    comment: text("comment"),
    event: text("event_info"),
    link: webAddress(text("event_link")),
    org: text("org"),
    threat: text("threat_level"),
    tags: Array.isArray(misp["tags"]) ? misp["tags"].filter((tag) => typeof tag === "string") : [],
  };
}

function isDocument(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

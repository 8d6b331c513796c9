import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import test, { type ExecutionContext } from "ava";
import { parseNotification } from "../../ticket-desk/notification.ts";
import type { Ticket, TicketDetails } from "../../ticket-desk/ticket.ts";
import { TicketStore } from "../../ticket-desk/ticket-store.ts";
import { deskFor } from "./desk.ts";
import { body, databasePath, hostile, match, notification as parsed } from "./support.ts";

const notification = body;

const basic = (password: string): string => `Basic ${Buffer.from(`anyone:${password}`).toString("base64")}`;

async function openDesk(t: ExecutionContext, options: { graylog?: string } = {}) {
  const { url: base } = await deskFor(t, "secret", new TicketStore(":memory:", options));
  const headers = { Authorization: "Bearer secret" };
  return {
    base,
    notify: (body: unknown) =>
      fetch(`${base}/notifications`, {
        method: "POST",
        headers,
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    page: async (path: string) => {
      const response = await fetch(base + path, {
        headers: { Authorization: basic("secret"), Accept: "text/html,*/*;q=0.8" },
      });
      return { html: await response.text(), headers: response.headers };
    },
    get: async (path: string) => (await fetch(base + path, { headers })).json(),
    tickets: async () =>
      ((await (await fetch(`${base}/tickets`, { headers })).json()) as { tickets: Ticket[] }).tickets,
  };
}

test("a notification opens a ticket that holds what the analyst needs", async (t) => {
  const desk = await openDesk(t);
  const response = await desk.notify(notification);
  t.is(response.status, 201);
  const [ticket] = await desk.tickets();
  t.like(ticket, {
    indicator: "iabg.de",
    agent: "win10",
    alert_ids: ["1795506876.19470"],
    threat_level: "high",
  });
});

test("the same indicator on the same agent joins the ticket, and another agent or indicator opens one of its own", async (t) => {
  const desk = await openDesk(t);
  await desk.notify(notification);
  await desk.notify({ ...notification, event_id: "02", raised_id: "2.3", alert_id: "2.2" });
  // In the order of names before and behind the first: a search by one of the two alone finds another ticket.
  const others = [
    { agent: "web01" },
    { agent: "www01" },
    { indicator: "a.example" },
    { indicator: "z.example" },
  ];
  for (const [index, other] of others.entries()) {
    const number = index + 3;
    const ids = { event_id: `0${number}`, raised_id: `${number}.2`, alert_id: `${number}.1` };
    await desk.notify({ ...notification, ...ids, ...other });
  }
  const tickets = await desk.tickets();
  t.deepEqual(
    tickets.map(({ indicator, agent, alert_ids }) => [indicator, agent, alert_ids]),
    [
      ["z.example", "win10", ["6.1"]],
      ["a.example", "win10", ["5.1"]],
      ["iabg.de", "www01", ["4.1"]],
      ["iabg.de", "web01", ["3.1"]],
      ["iabg.de", "win10", ["1795506876.19470", "2.2"]],
    ],
  );
});

test("a match that is told twice counts once, as another event and after a restart too", (t) => {
  const path = databasePath(t);
  const first = new TicketStore(path);
  first.take(parsed());
  first.close();
  const second = new TicketStore(path);
  const again = second.take(parsed({ event_id: "another event of Graylog's" }), new Date(0));
  t.like(again, { count: 1, alert_ids: ["1795506876.19470"] });
  t.not(again.updated, new Date(0).toISOString());
  second.close();
});

test("an older Graylog's notification, which tells less, opens a ticket all the same", (t) => {
  const { event_id, title, priority, time, indicator, agent, alert_id, misp_event, message } = body;
  const old = { event_id, title, priority, time, indicator, agent, alert_id, misp_event, message };
  const store = new TicketStore(":memory:");
  const ticket = store.take(
    parseNotification(JSON.stringify({ ...old, misp_event_link: "", threat_level: "" })),
  );
  t.like(ticket, { count: 1, state: "listed" });
  store.close();
});

test("tickets of the first version of the desk are taken over", (t) => {
  const path = databasePath(t);
  const old = new DatabaseSync(path);
  old.exec(`
    CREATE TABLE tickets (id INTEGER PRIMARY KEY, indicator TEXT NOT NULL, agent TEXT NOT NULL,
      notification TEXT NOT NULL, opened TEXT NOT NULL, updated TEXT NOT NULL, UNIQUE (indicator, agent));
    CREATE TABLE alerts (event_id TEXT PRIMARY KEY, ticket INTEGER NOT NULL REFERENCES tickets, alert_id TEXT NOT NULL);
  `);
  old
    .prepare(
      "INSERT INTO tickets VALUES (7, 'iabg.de', 'win10', ?, '2026-11-24T08:00:00.000Z', '2026-11-24T09:00:00.000Z')",
    )
    .run(JSON.stringify(body));
  old.exec("INSERT INTO alerts VALUES ('b', 7, '1.1'), ('a', 7, '2.2')");
  old.close();
  const store = new TicketStore(path);
  t.like(store.take(match(3)), { id: 7, count: 3, alert_ids: ["1.1", "2.2", "3.1"] });
  store.close();
});

test("a ticket shows its alert, its matches, and where Graylog and MISP show it", async (t) => {
  const desk = await openDesk(t, { graylog: "https://graylog.example.org" });
  await desk.notify(notification);
  await desk.notify({ ...notification, raised_id: "2.3", alert_id: "2.2" });
  const ticket = (await desk.get("/tickets/1")) as TicketDetails;
  t.like(ticket, {
    rule: { id: "100622", level: "12" },
    indicator_kind: "domain",

    alert: body.alert,
    misp_event_link: "https://misp/events/view/1",
  });
  t.deepEqual(
    ticket.matches.map(({ alert_id, raised_id }) => [alert_id, raised_id]),
    [
      ["1795506876.19470", "1795506878.20000"],
      ["2.2", "2.3"],
    ],
  );
  const link = new URL(ticket.graylog_link);
  t.is(link.origin, "https://graylog.example.org");
  t.is(link.searchParams.get("q"), 'wazuh_data_misp_source_alert_id:"1795506876.19470"');
  t.is(link.searchParams.get("from"), "2026-11-24T07:00:00.000Z");
  t.deepEqual(await desk.get("/tickets/2"), { error: "there is no GET /tickets/2" });
});

test("without the token nothing is told and nothing is taken", async (t) => {
  const desk = await openDesk(t);
  t.is((await fetch(`${desk.base}/tickets`)).status, 401);
  const wrong = { Authorization: "Bearer secreT" };
  const response = await fetch(`${desk.base}/notifications`, { method: "POST", headers: wrong, body: "{}" });
  t.is(response.status, 401);
  t.deepEqual(await desk.tickets(), []);
});

for (const [name, body, error] of [
  ["that is not JSON", "{", "the body is not JSON"],
  ["without an indicator", { ...notification, indicator: "" }, "the field indicator is empty"],
  ["with a number for a text", { ...notification, agent: 1 }, "the field agent is missing or is not text"],
  ["that is null", "null", "the field event_id is missing or is not text"],
  ["that is a list", "[]", "the body is not a JSON object"],
] as const) {
  test(`a notification ${name} is refused with the reason`, async (t) => {
    const response = await (await openDesk(t)).notify(body);
    t.is(response.status, 400);
    t.deepEqual(await response.json(), { error });
  });
}

test("markup and quotes in values stay what they are", async (t) => {
  const desk = await openDesk(t);
  await desk.notify({ ...notification, ...hostile });
  await desk.notify({ ...notification, ...hostile, indicator: "'; DROP TABLE tickets; --" });
  const tickets = await desk.tickets();
  t.is(tickets.length, 2);
  t.like(tickets[1], { indicator: hostile.indicator, agent: hostile.agent });
});

test("a browser is asked for the token, and shown the list and each ticket as pages", async (t) => {
  const desk = await openDesk(t, { graylog: "https://graylog.example.org" });
  const asked = await fetch(`${desk.base}/tickets`, { headers: { Accept: "text/html" } });
  t.is(asked.status, 401);
  t.regex(asked.headers.get("www-authenticate") ?? "", /^Basic realm=/);
  await desk.notify(notification);
  const [list, one] = await Promise.all([desk.page("/tickets"), desk.page("/tickets/1")]);
  t.regex(list.headers.get("content-type") ?? "", /^text\/html/);
  t.true(list.html.includes('<a href="/tickets/1">1</a>'));
  t.true(list.html.includes("<td>iabg.de</td>"));
  t.true(one.html.includes('<a href="https://misp/events/view/1" rel="noreferrer">Lab</a>'));
  t.true(one.html.includes("https://graylog.example.org/search?q="));
  t.true(one.html.includes("&quot;description&quot;: &quot;MISP: iabg.de"));
});

test("nothing in a ticket is markup of its page, or a link that runs something", async (t) => {
  const desk = await openDesk(t);
  await desk.notify({ ...notification, ...hostile });
  for (const path of ["/tickets", "/tickets/1"]) {
    const { html, headers } = await desk.page(path);
    t.notRegex(html, /<img|<script|<\/code>|href="javascript|<a href="(?!\/tickets)/);
    t.true(html.includes("&lt;img src=x"));
    const [, style = ""] = /<style>([\s\S]*?)<\/style>/.exec(html) ?? [];
    const hash = createHash("sha256").update(style).digest("base64");
    t.true(
      headers.get("content-security-policy")?.startsWith(`default-src 'none'; style-src 'sha256-${hash}'`),
    );
  }
});

test("a browser's password is good for looking alone: another site could have it sent", async (t) => {
  const desk = await openDesk(t);
  const sent = await fetch(`${desk.base}/notifications`, {
    method: "POST",
    headers: { Authorization: basic("secret") },
    body: JSON.stringify(notification),
  });
  t.is(sent.status, 401);
  t.is((await fetch(`${desk.base}/tickets`, { headers: { Authorization: basic("another") } })).status, 401);
  t.deepEqual(await desk.tickets(), []);
});

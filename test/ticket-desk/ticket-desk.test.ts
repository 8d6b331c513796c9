import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { ticketDesk } from "../../ticket-desk/server.ts";
import type { Notification, Ticket } from "../../ticket-desk/ticket.ts";
import { TicketStore } from "../../ticket-desk/ticket-store.ts";

const notification: Notification = {
  event_id: "01M8",
  title: "MISP match",
  priority: "3",
  time: "2026-11-24T08:00:00.000Z",
  indicator: "iabg.de",
  agent: "win10",
  alert_id: "1795506876.19470",
  misp_event: "Lab",
  misp_event_link: "https://misp/events/view/1",
  threat_level: "high",
  message: "urn:graylog:message:es:wazuh_0:1",
};

async function openDesk(t: ExecutionContext, path = ":memory:") {
  const store = new TicketStore(path);
  const server = ticketDesk(store, "secret", () => undefined).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
    store.close();
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const headers = { Authorization: "Bearer secret" };
  return {
    base,
    notify: (body: unknown) =>
      fetch(`${base}/notifications`, {
        method: "POST",
        headers,
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
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

test("the same indicator on the same agent joins the ticket, and on another agent opens one of its own", async (t) => {
  const desk = await openDesk(t);
  await desk.notify(notification);
  await desk.notify({ ...notification, event_id: "02", alert_id: "2.2" });
  await desk.notify({ ...notification, event_id: "03", alert_id: "3.3", agent: "web01" });
  const tickets = await desk.tickets();
  t.deepEqual(
    tickets.map(({ agent, alert_ids }) => [agent, alert_ids]),
    [
      ["web01", ["3.3"]],
      ["win10", ["1795506876.19470", "2.2"]],
    ],
  );
});

test("a notification that is sent twice counts once, also after a restart", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "ticket-desk-"));
  t.teardown(() => rm(folder, { recursive: true }));
  const path = join(folder, "tickets.db");
  const first = new TicketStore(path);
  first.take(notification);
  first.close();
  const second = new TicketStore(path);
  t.deepEqual(second.take(notification).alert_ids, ["1795506876.19470"]);
  second.close();
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
] as const) {
  test(`a notification ${name} is refused with the reason`, async (t) => {
    const response = await (await openDesk(t)).notify(body);
    t.is(response.status, 400);
    t.deepEqual(await response.json(), { error });
  });
}

test("markup and quotes in an indicator stay what they are", async (t) => {
  const desk = await openDesk(t);
  const indicator = `<script>alert("1")</script>'; DROP TABLE tickets; --`;
  await desk.notify({ ...notification, indicator });
  t.is((await desk.tickets())[0]?.indicator, indicator);
});

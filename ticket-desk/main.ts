import { readFileSync } from "node:fs";
import { ticketDesk } from "./server.ts";
import { TicketStore } from "./ticket-store.ts";

const token = readFileSync(
  process.env["TICKET_DESK_TOKEN_FILE"] ?? "/etc/lab/ticket-desk-token",
  "utf8",
).trim();
const store = new TicketStore(process.env["TICKET_DESK_DATABASE"] ?? "/var/lib/ticket-desk/tickets.db");
const server = ticketDesk(store, token, ({ id, indicator, agent, alert_ids }) => {
  console.log(
    `ticket ${id}: ${JSON.stringify(indicator)} on ${JSON.stringify(agent)}, ${alert_ids.length} alerts`,
  );
});

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    server.close(() => store.close());
    server.closeAllConnections();
  });
}
server.listen(Number(process.env["TICKET_DESK_PORT"] ?? 8080), () => console.log("the ticket desk is open"));

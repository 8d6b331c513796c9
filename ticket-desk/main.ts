// Without an argument: the ticket desk. With `list`, `look` or `show <id>`: asks the desk that runs in this container, and
// prints its answer as JSON.
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { adapterOf } from "./adapters/adapters.ts";
import { askDesk } from "./ask.ts";
import { Forwarder } from "./forwarder.ts";
import { ticketDesk } from "./server.ts";
import type { DeskSettings } from "./settings.ts";
import { TicketStore } from "./ticket-store.ts";

const tokenPath = process.env["TICKET_DESK_TOKEN_FILE"] ?? "/etc/lab/ticket-desk-token";
const token = readFileSync(tokenPath, "utf8").trim();
const port = Number(process.env["TICKET_DESK_PORT"] ?? 8080);

const [question, id] = process.argv.slice(2);
if (question === undefined) {
  openDesk();
} else {
  process.exitCode = await askDesk(`http://127.0.0.1:${port}`, token, question, id);
}

function openDesk(): void {
  const settingsPath = process.env["TICKET_DESK_SETTINGS"] ?? "/etc/lab/ticket-desk.json";
  const {
    lab,
    graylog,
    gracePeriod,
    adapter: settings,
  } = JSON.parse(readFileSync(settingsPath, "utf8")) as DeskSettings;
  const say = (line: string): void => console.log(line);
  const adapter = adapterOf(settings);
  const store = new TicketStore(process.env["TICKET_DESK_DATABASE"] ?? "/var/lib/ticket-desk/tickets.db", {
    graylog,
    place: adapter?.place ?? "",
  });
  const forwarder = adapter && new Forwarder(store, adapter, { lab, graylog, gracePeriod, say });
  const server = ticketDesk(store, token, {
    onTicket: ({ id: number, indicator, agent, count }) => {
      say(`ticket ${number}: ${JSON.stringify(indicator)} on ${JSON.stringify(agent)}, ${count} alerts`);
      forwarder?.wake();
    },
    ...(forwarder && { lookForClosed: () => forwarder.lookForClosed() }),
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      server.close(() => void Promise.resolve(forwarder?.stop()).finally(() => store.close()));
      server.closeAllConnections();
    });
  }
  forwarder?.wake();
  server.listen(port, () => {
    const { port: taken } = server.address() as AddressInfo;
    say(`the ticket desk is open on port ${taken}${adapter ? `, and tells ${adapter.place}` : ""}`);
  });
}

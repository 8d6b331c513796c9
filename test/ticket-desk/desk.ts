import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ExecutionContext } from "ava";
import { ticketDesk } from "../../ticket-desk/server.ts";
import { TicketStore } from "../../ticket-desk/ticket-store.ts";

/** A ticket desk that listens. */
export interface Desk {
  readonly server: Server;
  readonly store: TicketStore;
  readonly token: string;
  readonly url: string;
}

/** A ticket desk on a free port, until the test is over. */
export async function deskFor(
  t: Pick<ExecutionContext, "teardown">,
  token = "desk-token",
  store = new TicketStore(":memory:"),
): Promise<Desk> {
  const server = ticketDesk(store, token).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
    store.close();
  });
  return { server, store, token, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

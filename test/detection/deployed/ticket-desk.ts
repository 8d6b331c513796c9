import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { ticketDesk } from "../../../ticket-desk/server.ts";
import { TicketStore } from "../../../ticket-desk/ticket-store.ts";
import type { Addresses } from "./addresses.ts";
import { deployed } from "./deployed.ts";
import type { Ending } from "./ending.ts";

/** Starts the desk with its token. */
export async function startDesk(t: Ending, addresses: Addresses): Promise<TicketStore> {
  const store = new TicketStore(":memory:");
  const desk = ticketDesk(store, deployed.upload("ticket-desk", "/etc/lab/ticket-desk-token").content.trim());
  desk.listen(0, "127.0.0.1");
  await once(desk, "listening");
  t.teardown(() => {
    desk.close();
    desk.closeAllConnections();
    store.close();
  });
  addresses.listen("http://ticket-desk:8080", `http://127.0.0.1:${(desk.address() as AddressInfo).port}`);
  return store;
}

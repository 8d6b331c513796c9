import type { TicketStore } from "../../../ticket-desk/ticket-store.ts";
import { deskFor } from "../../ticket-desk/desk.ts";
import type { Addresses } from "./addresses.ts";
import { deployed } from "./deployed.ts";
import type { Ending } from "./ending.ts";

/** Starts the desk with its token. */
export async function startDesk(t: Ending, addresses: Addresses): Promise<TicketStore> {
  const token = deployed.upload("ticket-desk", "/etc/lab/ticket-desk-token").content.trim();
  const { store, url } = await deskFor(t, token);
  addresses.listen("http://ticket-desk:8080", url);
  return store;
}

// A rehearsal as the program deploys it, without Docker: each server's stand-in with the files, the environment and the
// volumes that its container is given. Only where they listen and where their volumes lie is another matter here: an
// address at which nothing listens, and a path that is on no volume, is an error as it would be a failure in the lab.
import { graylogClient } from "../../../configurator/graylog/client.ts";
import { tickets as proofOfTickets } from "../../../configurator/graylog/tickets.ts";
import { httpClient, type HttpClient } from "../../../configurator/http-client.ts";
import type { Sources } from "../../../evidence/sources.ts";
import type { TicketStore } from "../../../ticket-desk/ticket-store.ts";
import type { Found } from "../../rehearsal/graylog/support.ts";
import { temporaryFolder } from "../../rehearsal/support/folder.ts";
import type { RunningManager } from "../../rehearsal/wazuh-manager/running-manager.ts";
import { Addresses } from "./addresses.ts";
import { deployed } from "./deployed.ts";
import { desiredState } from "./desired-state.ts";
import type { Ending } from "./ending.ts";
import { startFluentBit } from "./fluent-bit.ts";
import { convergeGraylog, findMessages, runGraylog } from "./graylog.ts";
import { startManager } from "./manager.ts";
import { convergeMisp, runMisp } from "./misp.ts";
import { startDesk } from "./ticket-desk.ts";
import { Volumes } from "./volumes.ts";

/** The lab at work, with what the evidence of hops is read from. */
export interface DeployedLab extends Sources {
  readonly manager: RunningManager;
  readonly store: TicketStore;
  /** MISP's API, as its administrator asks it. */
  readonly misp: HttpClient;
  /** Waits until a search in Graylog finds as many messages. */
  readonly find: (query: string, count: number) => Promise<Found[]>;
  /** What the configurator says of the tickets, which it opens itself where Graylog has told nobody. */
  readonly proveTickets: () => Promise<string>;
  /** Lets time pass for Graylog in steps of a second, with its event definitions running. */
  readonly pass: (seconds: number) => void;
}

/** Starts every system, and brings each to its state as the configurator does, which proves it. */
export async function startDeployedLab(t: Ending): Promise<DeployedLab> {
  const addresses = new Addresses();
  const volumes = new Volumes(() => temporaryFolder(t));
  const store = await startDesk(t, addresses);
  const mispAddresses = await runMisp(t);
  const { server, pass } = await runGraylog(t);
  // The configurator would need the lab's authority in the environment that it starts with.
  addresses.listen("https://misp", mispAddresses.plain);
  addresses.listen("http://graylog:9000", `http://127.0.0.1:${server.port}`);
  // Asked once it is started, where it listens then.
  addresses.listen("http://fluent-bit:2020", "");

  const desired = desiredState(t, addresses, volumes);
  const { misp, graylog, tickets, fluentBit } = desired;
  await convergeMisp(misp!);
  await convergeGraylog(graylog!, server.graylog, addresses);
  addresses.listen("https://misp", mispAddresses.tls);
  const manager = await startManager(t, addresses, volumes);
  await startFluentBit(t, fluentBit!, addresses, volumes);

  const graylogApi = graylogClient(graylog!);
  return {
    manager,
    store,
    pass,
    misp: httpClient(misp!.url, { Authorization: misp!.key }),
    graylog: graylogApi,
    ticketDesk: httpClient(addresses.find("http://ticket-desk:8080"), {
      Authorization: `Bearer ${deployed.upload("configurator", "/etc/lab/ticket-desk-token").content}`,
    }),
    // Later than what the desk is left to hear from Graylog alone.
    proveTickets: () => proofOfTickets(tickets!, () => Date.now() + 10 * 60_000).converge(),
    logs: volumes.path("configurator", "/var/ossec/logs"),
    find: (query, count) => findMessages(graylogApi, query, count),
  };
}

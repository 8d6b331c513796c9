import { existsSync, readFileSync } from "node:fs";
import type { DesiredState } from "../configurator/desired.ts";
import { httpClient, type HttpClient } from "../configurator/http-client.ts";

/** Where evidence is read from, inside the lab. */
export interface Sources {
  /** Folder of the manager's logs. */
  readonly logs: string;
  readonly graylog: HttpClient;
  /**
   * What searches in Graylog are limited to, as its parameter `filter` has it: the one stream that this lab may read in
   * another lab's. @default - all messages
   */
  readonly graylogFilter?: () => Promise<string>;
  readonly ticketDesk: HttpClient;
}

/** A system is asked for that this lab does not have, or that is another lab's: there is no evidence to read. */
export class NotInThisLab extends Error {}

/** The sources of the configurator's container. */
export function labSources(): Sources {
  const { graylog, tickets } = JSON.parse(
    readFileSync("/etc/lab/desired-state.json", "utf8"),
  ) as DesiredState;
  const client = graylog ? graylogOf(graylog) : nothing("This lab has no Graylog.");
  return {
    logs: "/var/ossec/logs",
    graylog: client,
    // Where Graylog does not reach this lab's desk it is another lab's.
    ...(tickets?.interval !== undefined && { graylogFilter: () => streamFilter(client, tickets.stream) }),
    ticketDesk: existsSync(tokenFile)
      ? httpClient("http://ticket-desk:8080", {
          Authorization: `Bearer ${readFileSync(tokenFile, "utf8").trim()}`,
        })
      : nothing("This lab has no ticket desk of its own."),
  };
}

const tokenFile = "/etc/lab/ticket-desk-token";

function graylogOf({ api, username, password }: NonNullable<DesiredState["graylog"]>): HttpClient {
  return httpClient(api, {
    Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`,
    "X-Requested-By": "wazuh-misp-lab evidence",
  });
}

/** A filter for one stream, by `/streams`. @param title as the program gave it to the stream */
export async function streamFilter(graylog: HttpClient, title: string): Promise<string> {
  const { streams } = await graylog.get<{ streams: { id: string; title: string }[] }>("/streams");
  const id = streams.find((stream) => stream.title === title)?.id;
  if (id === undefined) {
    throw new Error(`Graylog shows this lab no stream "${title}"`);
  }
  return `streams:${id}`;
}

/** Stands for a system that is not there. */
function nothing(why: string): HttpClient {
  const refuse = () => Promise.reject(new NotInThisLab(why));
  return { get: refuse, post: refuse, put: refuse, delete: refuse };
}

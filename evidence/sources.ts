import { readFileSync } from "node:fs";
import type { DesiredState } from "../configurator/desired.ts";
import { httpClient, type HttpClient } from "../configurator/http-client.ts";

/** Where evidence is read from, inside the lab. */
export interface Sources {
  /** Folder of the manager's logs. */
  readonly logs: string;
  readonly graylog: HttpClient;
  readonly ticketDesk: HttpClient;
}

/** The sources of the configurator's container. */
export function labSources(): Sources {
  const { graylog } = JSON.parse(readFileSync("/etc/lab/desired-state.json", "utf8")) as DesiredState;
  if (!graylog) {
    throw new Error("This lab has no Graylog, which holds the evidence of the last hops.");
  }
  const token = readFileSync("/etc/lab/ticket-desk-token", "utf8").trim();
  const credentials = Buffer.from(`${graylog.username}:${graylog.password}`).toString("base64");
  return {
    logs: "/var/ossec/logs",
    graylog: httpClient(graylog.api, {
      Authorization: `Basic ${credentials}`,
      "X-Requested-By": "wazuh-misp-lab evidence",
    }),
    ticketDesk: httpClient("http://ticket-desk:8080", { Authorization: `Bearer ${token}` }),
  };
}

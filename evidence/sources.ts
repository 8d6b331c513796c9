import { existsSync, readFileSync } from "node:fs";
import type { DesiredState } from "../configurator/desired.ts";
import { httpClient, type HttpClient } from "../configurator/http-client.ts";

/** Where evidence is read from, inside the lab. */
export interface Sources {
  /** Folder of the manager's logs. */
  readonly logs: string;
  readonly graylog: HttpClient;
  readonly ticketDesk: HttpClient;
}

/** A system is asked for that this lab does not have, or that is another lab's: there is no evidence to read. */
export class NotInThisLab extends Error {}

/** The sources of the configurator's container. */
export function labSources(): Sources {
  const { graylog } = JSON.parse(readFileSync("/etc/lab/desired-state.json", "utf8")) as DesiredState;
  return {
    logs: "/var/ossec/logs",
    graylog: graylog ? graylogOf(graylog) : nothing("This lab has no Graylog."),
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

/** Stands for a system that is not there. */
function nothing(why: string): HttpClient {
  const refuse = () => Promise.reject(new NotInThisLab(why));
  return { get: refuse, post: refuse, put: refuse, delete: refuse };
}

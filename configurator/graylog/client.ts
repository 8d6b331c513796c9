import { httpClient, type HttpClient } from "../http-client.ts";

/** Where Graylog's API is, and who asks. */
export interface GraylogAccess {
  readonly api: string;
  readonly username: string;
  readonly password: string;
}

/** Asks Graylog's API; without the header that says by whom it refuses whatever changes something. */
export const graylogClient = ({ api, username, password }: GraylogAccess): HttpClient =>
  httpClient(api, {
    Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`,
    "X-Requested-By": "wazuh-misp-lab configurator",
  });

import type { System } from "../converge.ts";
import type { DesiredWazuhDashboard } from "../desired.ts";
import { httpClient } from "../http-client.ts";

/** The dashboard is configured by its files alone; here it is only proven that it and its plugins run on the indexer. */
export function wazuhDashboard({ url, username, password, deadline }: DesiredWazuhDashboard): System {
  const credentials = Buffer.from(`${username}:${password}`).toString("base64");
  const http = httpClient(url, { Authorization: `Basic ${credentials}` });
  return {
    name: "wazuh-dashboard",
    deadline,
    converge: async () => {
      const { version, status } = await http.get<{
        version: { number: string };
        status: { overall: { state: string; title: string } };
      }>("/api/status");
      const { state, title } = status.overall;
      if (state !== "green") {
        throw new Error(`version ${version.number} answers, and is ${state}: ${title}`);
      }
      return `version ${version.number} answers, and all its plugins are green`;
    },
  };
}

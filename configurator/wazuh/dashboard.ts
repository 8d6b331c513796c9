import type { System } from "../converge.ts";
import type { DesiredWazuhDashboard } from "../desired.ts";
import { httpClient } from "../http-client.ts";
import { ensureSavedObjects, postForm } from "./saved-objects.ts";

/** The dashboard is configured by its files; here it is proven that it and its plugins run, and its saved objects come in. */
export function wazuhDashboard(desired: DesiredWazuhDashboard): System {
  const { url, username, password, savedObjects, deadline } = desired;
  const headers = {
    Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`,
    // Without it whatever writes is refused.
    "osd-xsrf": "true",
  };
  const http = httpClient(url, headers);
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
      const count = await ensureSavedObjects(http, savedObjects, (file) =>
        postForm(`${url}/api/saved_objects/_import?overwrite=true`, headers, file),
      );
      return `version ${version.number} answers, all its plugins are green, and ${count} saved objects are there`;
    },
  };
}

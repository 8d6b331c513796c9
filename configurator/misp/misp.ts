import type { System } from "../converge.ts";
import type { DesiredMisp } from "../desired.ts";
import { httpClient } from "../http-client.ts";
import { ensureEvent, missingValues } from "./events.ts";
import { ensureFeeds } from "./feeds.ts";
import { ensureLabKeys, ensureLookupKey } from "./lookup-key.ts";

/**
 * Brings MISP to its state: it answers with the key, the lab's own events are there, published and searchable, its feeds
 * are enabled, and whoever only asks has a key for that.
 */
export function misp({ url, key, events, feeds, lookupKey, labKeys, deadline }: DesiredMisp): System {
  const http = httpClient(url, { Authorization: key });
  return {
    name: "misp",
    deadline,
    converge: async () => {
      // The heartbeat answers before MISP is ready; this wants the key, the database and the end of the start-up.
      const { version } = await http.get<{ version: string }>("/servers/getVersion");
      if (lookupKey) {
        await ensureLookupKey(http, url, lookupKey);
      }
      if (labKeys) {
        await ensureLabKeys(http, url, labKeys);
      }
      for (const event of events) {
        await ensureEvent(http, event);
      }
      await ensureFeeds(http, feeds);
      const missing = await missingValues(http, events);
      if (missing.length > 0) {
        const some = missing.slice(0, 20).join(", ");
        throw new Error(
          `version ${version} answers, but a search does not find ${missing.length} values: ${some}`,
        );
      }
      const count = events.flatMap((event) => event.Attribute).length;
      const fetched = feeds.length > 0 ? `, ${feeds.length} feeds are enabled` : "";
      return `version ${version} answers with the key, ${count} indicators of the lab are searchable${fetched}`;
    },
  };
}

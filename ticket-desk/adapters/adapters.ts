import type { AdapterSettings } from "../settings.ts";
import type { TicketAdapter } from "./adapter.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";
import { iris } from "./iris.ts";
import { jira } from "./jira.ts";
import { webhook } from "./webhook.ts";

/** The adapter of a ticket system; undefined where the desk's own list is all. */
export function adapterOf(settings: AdapterSettings): TicketAdapter | undefined {
  switch (settings.adapter) {
    case "list":
      return undefined;
    case "github":
      return github(settings);
    case "gitlab":
      return gitlab(settings);
    case "jira":
      return jira(settings);
    case "iris":
      return iris(settings);
    case "webhook":
      return webhook(settings);
  }
}

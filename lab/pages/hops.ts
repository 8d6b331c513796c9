import type { Hop } from "../../evidence/hop.ts";

/** Who lets an alert pass each hop, and what that means, for people. */
export const hopStories: Readonly<Record<Hop, { readonly by: string; readonly means: string }>> = {
  observed: { by: "Endpoint", means: "the event left the endpoint" },
  alerted: { by: "Wazuh", means: "a rule took the event and made it an alert" },
  integrated: { by: "custom-misp", means: "custom-misp looked for its indicators" },
  matched: { by: "MISP", means: "MISP knows one of its indicators" },
  returned: { by: "custom-misp", means: "the manager's queue took the enriched event" },
  raised: { by: "Wazuh", means: "the rule for known indicators fired" },
  shipped: { by: "Fluent Bit", means: "Graylog received its line" },
  indexed: { by: "Graylog", means: "Graylog holds it with its fields" },
  ticketed: { by: "Ticket desk", means: "it has a ticket" },
};

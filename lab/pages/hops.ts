import type { Hop } from "../../evidence/hop.ts";

/** Who lets an alert pass each hop, and what that means, for people. */
export const hopStories: Readonly<Record<Hop, { readonly by: string; readonly means: string }>> = {
  observed: { by: "Endpoint", means: "the event left the endpoint" },
  alerted: { by: "Wazuh", means: "a rule took the event and made it an alert" },
  integrated: { by: "custom-misp", means: "the alert's indicators are looked for" },
  matched: { by: "MISP", means: "at least one indicator is known" },
  returned: { by: "custom-misp", means: "the enriched event is in the manager's queue" },
  raised: { by: "Wazuh", means: "the rule for known indicators fired" },
  shipped: { by: "Fluent Bit", means: "the alert's line was delivered" },
  indexed: { by: "Graylog", means: "the message can be searched by its fields" },
  ticketed: { by: "Ticket desk", means: "someone will look at it" },
};

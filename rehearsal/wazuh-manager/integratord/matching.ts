import { JsonObject } from "../../../analysis/json.ts";
import type { Integration } from "../configuration/integration.ts";

/** Whether an alert is for an integration. All that it asks for has to hold; groups are compared as they are written. */
export function isFor(integration: Integration, alert: JsonObject): boolean {
  const rule = alert.get("rule");
  if (!(rule instanceof JsonObject)) {
    return false;
  }
  const location = alert.get("location");
  if (integration.location && !(typeof location === "string" && integration.location.test(location))) {
    return false;
  }
  const level = rule.get("level");
  if (integration.level > 0 && !(typeof level === "number" && level >= integration.level)) {
    return false;
  }
  if (integration.group !== "") {
    const groups = rule.get("groups");
    const wanted = integration.group.split(",");
    if (
      !Array.isArray(groups) ||
      !groups.some((group) => typeof group === "string" && wanted.includes(group))
    ) {
      return false;
    }
  }
  const id = rule.get("id");
  return (
    integration.ruleIds.length === 0 ||
    (typeof id === "string" && integration.ruleIds.includes(Number.parseInt(id, 10)))
  );
}

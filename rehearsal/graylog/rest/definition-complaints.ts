import type { AggregationConfig } from "../events/definition.ts";
import type { Body } from "./body.ts";

/** What Graylog's own validation finds; neither the priority, nor ids of streams, nor the query are looked at. */
export function complaintsAbout(body: Body): Record<string, string[]> {
  const errors: Record<string, string[]> = {};
  const complain = (field: string, message: string): void => {
    errors[field] = [...(errors[field] ?? []), message];
  };
  const config = body["config"] as AggregationConfig;
  const fields = Object.keys(body["field_spec"] ?? {});
  if (body["title"] === "") {
    complain("title", "Event Definition title cannot be empty.");
  }
  if (!(config.search_within_ms > 0)) {
    complain("search_within_ms", "Filter & Aggregation search_within_ms must be greater than 0.");
  }
  if (!(config.execute_every_ms > 0)) {
    complain("execute_every_ms", "Filter & Aggregation execute_every_ms must be greater than 0.");
  }
  const hasSeries = config.series.length > 0;
  const hasConditions = config.conditions?.expression !== undefined && config.conditions.expression !== null;
  if (config.group_by.length > 0 && !(hasSeries && hasConditions)) {
    complain("series", "Aggregation with group_by must also contain series");
    complain("conditions", "Aggregation with group_by must also contain conditions");
  }
  if (hasSeries !== hasConditions) {
    complain(
      hasSeries ? "conditions" : "series",
      hasSeries
        ? "Aggregation with series must also contain conditions"
        : "Aggregation with conditions must also contain series",
    );
  }
  const limit = config.event_limit as number | undefined;
  if (!hasSeries && !(limit !== undefined && limit > 0)) {
    complain("event_limit", "Event limit must be greater than 0.");
  } else if (!hasSeries && (limit ?? 0) > 1000) {
    complain("event_limit", "Event limit must be less than 1000.");
  }
  for (const field of fields.filter((name) => !/^[\w.\-@]*$/.test(name))) {
    complain(
      "field_spec",
      `Event Definition field_spec contains invalid message field "${field}". Valid message field characters are: a-z, A-Z, 0-9, ., -, and @. No spaces are allowed.`,
    );
  }
  if ((body["key_spec"] as string[]).some((key) => !fields.includes(key))) {
    complain("key_spec", "Event Definition key_spec can only contain fields defined in field_spec.");
  }
  return errors;
}

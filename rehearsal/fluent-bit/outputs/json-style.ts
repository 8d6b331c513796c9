import type { Properties } from "../configuration/properties.ts";
import { booleanOf } from "../configuration/values.ts";
import type { DateFormat, JsonStyle } from "../records/json.ts";

const dateFormats: readonly string[] = ["double", "epoch", "epoch_ms", "iso8601", "java_sql_timestamp"];

/** Reads `json_date_key` (`false` leaves the date out) and `json_date_format`. */
export function jsonStyleOf(properties: Properties, error: (message: string) => void): JsonStyle {
  const key = properties.text("json_date_key") ?? "date";
  const format = properties.text("json_date_format") ?? "double";
  const known = dateFormats.includes(format);
  if (!known) {
    error(`unrecognized 'json_date_format' option '${format}'. Using 'double'`);
  }
  return {
    dateKey: booleanOf(key) === false ? undefined : key,
    dateFormat: known ? (format as DateFormat) : "double",
  };
}

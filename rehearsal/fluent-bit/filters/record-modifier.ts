import type { Properties } from "../configuration/properties.ts";
import type { Value } from "../records/record.ts";
import type { FilterPlugin } from "./filter.ts";

/**
 * The filter `record_modifier`: keeps or removes keys, and appends fixed ones.
 * https://docs.fluentbit.io/manual/data-pipeline/filters/record-modifier
 */
export function recordModifierFilter(properties: Properties): FilterPlugin {
  const appended = properties.texts("record").map((text): [string, Value] => {
    const blank = text.indexOf(" ");
    return [text.slice(0, blank), text.slice(blank + 1).trim()];
  });
  const removed = new Set(properties.texts("remove_key"));
  const allowed = new Set([...properties.texts("allowlist_key"), ...properties.texts("whitelist_key")]);
  return (record) => {
    const kept = Object.entries(record.fields).filter(([key]) =>
      removed.size > 0 ? !removed.has(key) : allowed.size === 0 || allowed.has(key),
    );
    return { time: record.time, fields: Object.fromEntries([...kept, ...appended]) };
  };
}

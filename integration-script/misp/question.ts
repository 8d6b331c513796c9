import type { Options } from "../settings/options.ts";

/** Options that decide which attributes count; an answer holds for one set of them alone. */
export type Filters = Pick<
  Options,
  | "to_ids"
  | "published"
  | "warninglists"
  | "types"
  | "tags"
  | "exclude_tags"
  | "decay_score"
  | "exclude_decayed"
>;

/** Body of `/attributes/restSearch`; `value` must never be empty, or MISP answers with everything. */
export interface RestSearch {
  readonly returnFormat: "json";
  readonly value: readonly string[];
  readonly limit: number;
  readonly page: number;
  readonly [filter: string]: unknown;
}

/** MISP ignores `false`: a filter that is off must not be there at all. */
const switches = (filters: Filters): Record<string, 1> => ({
  ...(filters.to_ids ? { to_ids: 1 } : {}),
  ...(filters.published ? { published: 1 } : {}),
  ...(filters.warninglists ? { enforceWarninglist: 1 } : {}),
  ...(filters.decay_score ? { includeDecayScore: 1 } : {}),
  ...(filters.exclude_decayed ? { excludeDecayed: 1 } : {}),
});

export const restSearchOf = (
  value: readonly string[],
  filters: Filters,
  limit: number,
  page: number,
): RestSearch => ({
  returnFormat: "json",
  value,
  ...switches(filters),
  ...(filters.types.length > 0 ? { type: filters.types } : {}),
  includeContext: 1,
  includeEventTags: 1,
  limit,
  page,
});

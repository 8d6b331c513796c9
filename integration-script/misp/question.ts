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

/** The filters as MISP takes them. It ignores `false`: one that is off must not be there at all. */
export const filtersOf = (filters: Filters): Readonly<Record<string, unknown>> => ({
  ...(filters.to_ids ? { to_ids: 1 } : {}),
  ...(filters.published ? { published: 1 } : {}),
  ...(filters.warninglists ? { enforceWarninglist: 1 } : {}),
  ...(filters.decay_score ? { includeDecayScore: 1 } : {}),
  ...(filters.exclude_decayed ? { excludeDecayed: 1 } : {}),
  ...(filters.types.length > 0 ? { type: filters.types } : {}),
});

export const restSearchOf = (
  value: readonly string[],
  filters: Filters,
  limit: number,
  page: number,
): RestSearch => ({
  returnFormat: "json",
  value,
  ...filtersOf(filters),
  includeContext: 1,
  includeEventTags: 1,
  limit,
  page,
});

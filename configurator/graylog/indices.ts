import type { GraylogContent, Titled } from "../desired.ts";
import type { HttpClient } from "../http-client.ts";
import { ensureAll, holds, idOf, type Ids } from "./titled.ts";

interface IndexSet extends Titled {
  readonly id: string;
}

/** Index sets, by `/system/indices/index_sets`. */
export function ensureIndexSets(http: HttpClient, desired: readonly Titled[]): Promise<Ids> {
  const path = "/system/indices/index_sets";
  return ensureAll<IndexSet, Titled>(
    {
      list: async () =>
        (await http.get<{ index_sets: IndexSet[] }>(`${path}?skip=0&limit=0&stats=false`)).index_sets,
      title: ({ title }) => title,
      id: ({ id }) => id,
      create: async (set) =>
        (await http.post<IndexSet>(path, { ...set, creation_date: new Date().toISOString() })).id,
      update: async (id, set, actual) => {
        await http.put(`${path}/${id}`, { ...actual, ...set });
      },
      isAsDesired: holds,
    },
    desired,
  );
}

/** Milliseconds after which types are asked for again that Graylog was given and does not list. */
const patience = 60 * 60 * 1_000;

/** When each client last asked for types. */
const asked = new WeakMap<HttpClient, Map<string, number>>();

/**
 * Pins the type of fields that Graylog would guess, by `/system/indices/mappings`. A new type holds from the next index
 * on, so the index is rotated, and only when a mapping is not there yet. Graylog lists a type some time after it was given:
 * it is not asked for again meanwhile, for each time would be another index.
 */
export async function ensureMappings(
  http: HttpClient,
  desired: GraylogContent["mappings"],
  indexSets: Ids,
  now = Date.now(),
): Promise<void> {
  const before = asked.get(http) ?? new Map<string, number>();
  asked.set(http, before);
  for (const title of new Set(desired.map(({ indexSet }) => indexSet))) {
    const id = idOf(indexSets, title, "index set");
    const there = await http.get<{ field_name: string; type: string }[]>(
      `/system/indices/index_sets/types/${id}/all`,
    );
    const types = new Map(there.map(({ field_name, type }) => [field_name, type]));
    const missing = desired
      .filter(({ indexSet }) => indexSet === title)
      .flatMap(({ type, fields }) => fields.map((field) => ({ type, field, key: `${id} ${field} ${type}` })))
      .filter(({ type, field }) => types.get(field) !== type)
      .filter(({ key }) => now - (before.get(key) ?? -Infinity) > patience);
    for (const [index, { type, field, key }] of missing.entries()) {
      const rotate = index === missing.length - 1;
      await http.put("/system/indices/mappings", { index_sets: [id], field, type, rotate });
      before.set(key, now);
    }
  }
}

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

/**
 * Pins the type of fields that Graylog would guess, by `/system/indices/mappings`. A new type holds from the next index
 * on, so the index is rotated, and only when a mapping is not there yet.
 */
export async function ensureMappings(
  http: HttpClient,
  desired: GraylogContent["mappings"],
  indexSets: Ids,
): Promise<void> {
  for (const { indexSet, type, fields } of desired) {
    const id = idOf(indexSets, indexSet, "index set");
    const there = await http.get<{ field_name: string; type: string }[]>(
      `/system/indices/index_sets/types/${id}/all`,
    );
    const missing = fields.filter(
      (field) => !there.some((known) => known.field_name === field && known.type === type),
    );
    for (const [index, field] of missing.entries()) {
      await http.put("/system/indices/mappings", {
        index_sets: [id],
        field,
        type,
        rotate: index === missing.length - 1,
      });
    }
  }
}

import type { LookupTable } from "../desired.ts";
import type { HttpClient } from "../http-client.ts";
import { ensureAll, holds, type Ids } from "./titled.ts";

interface Named {
  readonly id: string;
  readonly name: string;
}

/** A part of a lookup table: found again by its name, which is its title here. */
interface Part {
  readonly title: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Lookup tables over CSV files, by `/system/lookup`: each has an adapter that reads the file, and a cache.
 *
 * @see https://go2docs.graylog.org/current/making_sense_of_your_log_data/lookup_tables.html
 */
export async function ensureLookupTables(http: HttpClient, tables: readonly LookupTable[]): Promise<void> {
  if (tables.length === 0) {
    return;
  }
  const adapters = await ensureParts(http, "adapters", "data_adapters", tables.map(adapterOf));
  const caches = await ensureParts(http, "caches", "caches", tables.map(cacheOf));
  await ensureParts(
    http,
    "tables",
    "lookup_tables",
    tables.map(({ title, name }) => ({
      title: name,
      body: {
        title,
        name,
        description: "",
        data_adapter_id: adapters.get(name),
        cache_id: caches.get(name),
        default_single_value: "",
        default_single_value_type: "NULL",
        default_multi_value: "",
        default_multi_value_type: "NULL",
      },
    })),
  );
}

const adapterOf = ({ title, name, path }: LookupTable): Part => ({
  title: name,
  body: {
    title,
    name,
    description: "",
    config: {
      type: "csvfile",
      path,
      separator: ",",
      quotechar: '"',
      key_column: "agent",
      value_column: "owner",
      check_interval: 60,
      case_insensitive_lookup: true,
      cidr_lookup: false,
    },
  },
});

const cacheOf = ({ title, name }: LookupTable): Part => ({
  title: name,
  // The adapter has the whole file in memory.
  body: { title, name, description: "", config: { type: "none" } },
});

function ensureParts(
  http: HttpClient,
  kind: "adapters" | "caches" | "tables",
  list: string,
  parts: readonly Part[],
): Promise<Ids> {
  const path = `/system/lookup/${kind}`;
  return ensureAll<Named, Part>(
    {
      list: async () =>
        (await http.get<Record<string, Named[]>>(`${path}?page=1&per_page=1000&resolve=false`))[list] ?? [],
      title: ({ name }) => name,
      id: ({ id }) => id,
      create: async ({ body }) => (await http.post<Named>(path, body)).id,
      update: async (id, { body }) => {
        await http.put(`${path}/${id}`, { ...body, id });
      },
      isAsDesired: (actual, { body }) => holds(actual, body),
    },
    parts,
  );
}

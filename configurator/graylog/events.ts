import type { EventDefinition, GraylogContent, Titled } from "../desired.ts";
import type { HttpClient } from "../http-client.ts";
import { ensureAll, holds, idOf, type Ids } from "./titled.ts";

interface Stored extends Titled {
  readonly id: string;
}

interface UrlAllowlist {
  readonly disabled: boolean;
  readonly entries: readonly {
    readonly id: string;
    readonly title: string;
    readonly type: string;
    readonly value: string;
  }[];
}

/** Adds the addresses that notifications may call; without it a notification is accepted, and never sent. */
export async function ensureUrlAllowlist(
  http: HttpClient,
  desired: GraylogContent["urlAllowlist"],
): Promise<void> {
  const path = "/system/urlallowlist";
  const { entries, disabled } = await http.get<UrlAllowlist>(path);
  const missing = desired.filter(({ value }) => !entries.some((entry) => entry.value === value));
  if (missing.length > 0) {
    // The list is replaced as a whole.
    const added = missing.map((entry) => ({ ...entry, id: crypto.randomUUID() }));
    await http.put(path, { disabled, entries: [...entries, ...added] });
  }
}

/** Notifications, by `/events/notifications`. */
export function ensureNotifications(http: HttpClient, desired: readonly Titled[]): Promise<Ids> {
  const path = "/events/notifications";
  return ensureAll<Stored, Titled>(
    {
      list: async () => (await http.get<{ notifications: Stored[] }>(`${path}?per_page=0`)).notifications,
      title: ({ title }) => title,
      id: ({ id }) => id,
      create: async (notification) => (await http.post<Stored>(path, { entity: notification })).id,
      update: async (id, notification) => {
        await http.put(`${path}/${id}`, { ...notification, id });
      },
      isAsDesired: holds,
    },
    desired,
  );
}

/** Event definitions, scheduled, by `/events/definitions`. */
export function ensureEventDefinitions(
  http: HttpClient,
  desired: readonly EventDefinition[],
  streams: Ids,
  notifications: Ids,
): Promise<Ids> {
  const path = "/events/definitions";
  const resolve = (definition: EventDefinition) => resolveDefinition(definition, streams, notifications);
  return ensureAll<Stored, EventDefinition>(
    {
      list: async () =>
        (await http.get<{ event_definitions: Stored[] }>(`${path}?per_page=0`)).event_definitions,
      title: ({ title }) => title,
      id: ({ id }) => id,
      create: async (definition) =>
        (await http.post<Stored>(`${path}?schedule=true`, { entity: resolve(definition) })).id,
      update: async (id, definition) => {
        await http.put(`${path}/${id}?schedule=true`, { ...resolve(definition), id });
      },
      isAsDesired: (actual, definition) => holds(actual, resolve(definition)),
    },
    desired,
  );
}

function resolveDefinition(definition: EventDefinition, streams: Ids, notifications: Ids): Titled {
  const {
    streams: streamTitles,
    fields,
    key,
    notifications: notificationTitles,
    config,
    ...rest
  } = definition;
  return {
    ...rest,
    config: { ...config, streams: streamTitles.map((title) => idOf(streams, title, "stream")) },
    field_spec: Object.fromEntries(
      Object.entries(fields).map(([name, template]) => [
        name,
        { data_type: "string", providers: [{ type: "template-v1", template, require_values: false }] },
      ]),
    ),
    key_spec: key,
    notifications: notificationTitles.map((title) => ({
      notification_id: idOf(notifications, title, "notification"),
      notification_parameters: null,
    })),
  };
}

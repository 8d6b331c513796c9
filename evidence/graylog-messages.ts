import type { Sources } from "./sources.ts";

/** A message of Graylog with all its fields. */
export interface GraylogMessage {
  readonly id: string;
  readonly index: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Graylog's answer: https://go2docs.graylog.org, REST API, `/search/universal/relative`. */
interface Found {
  readonly messages: readonly { readonly message: Record<string, unknown>; readonly index: string }[];
}

/** Names of fields that are Graylog's own record keeping, or the whole line once more. */
const bookkeeping = /^(?:_id|message|full_message|gl2_accounted_message_size|gl2_source_node)$/;

/**
 * The message of the enriched alert of an alert, with its fields; the second search finds the line although it was not
 * parsed: as a phrase in its text.
 */
export async function findMessage(sources: Sources, alertId: string): Promise<GraylogMessage | undefined> {
  return (
    (await search(
      sources,
      alertId,
      `wazuh_data_misp_source_alert_id:"${alertId}" AND _exists_:wazuh_data_misp_value`,
    )) ??
    // The alert of a look-up that failed has the same id in it, and is another one.
    (await search(
      sources,
      alertId,
      `message:"alert_id ${alertId}" AND NOT _exists_:wazuh_data_misp_error_kind`,
    ))
  );
}

/** Seconds back to search for what became of an alert: its id begins with its time, and clocks may differ. */
const rangeOf = (alertId: string): number =>
  Math.max(24 * 60 * 60, Math.ceil(Date.now() / 1_000 - Number.parseInt(alertId, 10)) + 60 * 60);

async function search(
  { graylog, graylogFilter }: Sources,
  alertId: string,
  query: string,
): Promise<GraylogMessage | undefined> {
  const range = rangeOf(alertId).toString();
  const filter = await graylogFilter?.();
  const parameters = new URLSearchParams({
    query,
    range,
    limit: "1",
    ...(filter !== undefined && { filter }),
  });
  const { messages } = await graylog.get<Found>(`/search/universal/relative?${parameters.toString()}`);
  const [found] = messages;
  return (
    found && {
      id: String(found.message["_id"]),
      index: found.index,
      fields: Object.fromEntries(
        Object.entries(found.message)
          .filter(([name]) => !bookkeeping.test(name))
          .sort(([a], [b]) => a.localeCompare(b)),
      ),
    }
  );
}

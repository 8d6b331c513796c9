/** Flood protection: the same indicator of the same agent gives one event in a window, with a count. */
import { type Store, transaction } from "./store.ts";

export interface Repeated {
  readonly count: number;
  /** ISO 8601 in UTC. */
  readonly since: string;
}

/** One match on its way: `event` is what would be sent, and is kept while it is held back. */
export interface Occurrence {
  readonly agent: string;
  readonly value: string;
  readonly event: string;
}

/** An event whose window is over and that stands for those that were held back. */
export interface Summary {
  readonly event: string;
  readonly repeated: Repeated;
}

/** Whether a match is returned, and what it then stands for; the others are held back and counted. */
export type Admission = { readonly repeated?: Repeated } | "held";

const admitOne = (
  { database, repeatSeconds }: Store,
  { agent, value, event }: Occurrence,
  now: number,
): Admission => {
  const key = [agent, value] as const;
  const row = database
    .query("SELECT opened, held, first_held FROM repetition WHERE agent = ? AND value = ?")
    .values(...key)[0] as [number, number, string | null] | undefined;
  if (row !== undefined && row[0] <= now && now < row[0] + repeatSeconds) {
    database
      .query(
        `UPDATE repetition SET held = held + 1, first_held = coalesce(first_held, ?), event = ?
         WHERE agent = ? AND value = ?`,
      )
      .run(new Date(now * 1000).toISOString(), event, ...key);
    return "held";
  }
  database.query("REPLACE INTO repetition (agent, value, opened) VALUES (?, ?, ?)").run(...key, now);
  return row === undefined || row[1] === 0 ? {} : { repeated: { count: row[1] + 1, since: row[2] ?? "" } };
};

/** @param now seconds since 1970 */
export const admitOccurrences = (
  store: Store,
  occurrences: readonly Occurrence[],
  now: number,
): Admission[] =>
  transaction(store.database, () => occurrences.map((occurrence) => admitOne(store, occurrence, now)));

/** Takes what was held back in windows that are over: no later match will tell of it. */
export const takeOverdue = ({ database, repeatSeconds }: Store, now: number): Summary[] => {
  const overdue = "held > 0 AND (opened <= ? OR opened > ?)";
  const limits = [now - repeatSeconds, now] as const;
  if (database.query(`SELECT 1 FROM repetition WHERE ${overdue} LIMIT 1`).values(...limits).length === 0) {
    return [];
  }
  const rows = database
    .query(`DELETE FROM repetition WHERE ${overdue} RETURNING event, held, first_held`)
    .values(...limits) as [string, number, string][];
  database.query("DELETE FROM repetition WHERE held = 0 AND opened <= ?").run(limits[0]);
  return rows.map(([event, count, since]) => ({ event, repeated: { count, since } }));
};

/** Alerts that could not be looked up because MISP failed: the next call that reaches MISP asks for them, too. */
import type { Source } from "../event/source.ts";
import type { Indicator } from "../indicators/indicator.ts";
import { type Store, transaction } from "./store.ts";

/** An alert as far as the look-up needs it. */
export interface Case {
  readonly source: Source;
  readonly indicators: readonly Indicator[];
}

export interface PostponedCase extends Case {
  readonly id: number;
}

/** The oldest go when there are more, or when they are older than a day: an alert of yesterday helps no one. */
const mostCases = 10_000;
const longestWait = 86_400;

/** Seconds that a call has to finish what it took; after them another call may take it. */
const lease = 120;

export const postpone = ({ database }: Store, cases: readonly Case[], now: number): void => {
  transaction(database, () => {
    const insert = database.query("INSERT INTO postponed (at, source, indicators) VALUES (?, ?, ?)");
    for (const { source, indicators } of cases) {
      insert.run(now, JSON.stringify(source), JSON.stringify(indicators));
    }
    database
      .query("DELETE FROM postponed WHERE at < ? OR id <= (SELECT max(id) FROM postponed) - ?")
      .run(now - longestWait, mostCases);
  });
};

/** Takes the oldest cases; they come again unless {@link settlePostponed} ends it. */
export const takePostponed = ({ database }: Store, most: number, now: number): PostponedCase[] => {
  if (database.query("SELECT 1 FROM postponed LIMIT 1").values().length === 0) {
    return [];
  }
  const rows = database
    .query(
      `UPDATE postponed SET leased = ?1 + ?3
       WHERE id IN (SELECT id FROM postponed WHERE leased <= ?1 AND at >= ?4 ORDER BY id LIMIT ?2)
       RETURNING id, source, indicators`,
    )
    .values(now, most, lease, now - longestWait) as [number, string, string][];
  return rows
    .map(([id, source, indicators]) => ({
      id,
      source: JSON.parse(source) as Source,
      indicators: JSON.parse(indicators) as Indicator[],
    }))
    .sort((a, b) => a.id - b.id);
};

/** Ends the lease of cases that were taken: those that are settled go, the others come again. */
export const settlePostponed = <T extends { readonly id: number }>(
  { database }: Store,
  cases: readonly T[],
  isSettled: (each: T) => boolean,
): void => {
  transaction(database, () => {
    const remove = database.query("DELETE FROM postponed WHERE id = ?");
    const release = database.query("UPDATE postponed SET leased = 0 WHERE id = ?");
    cases.forEach((each) => (isSettled(each) ? remove : release).run(each.id));
  });
};

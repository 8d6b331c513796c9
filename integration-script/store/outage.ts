/** What goes on while MISP fails: errors are told once in a while, and MISP is left alone for a while. */
import { Trouble, type TroubleKind } from "../errors.ts";
import { type Store, transaction } from "./store.ts";

/** Seconds that MISP is left alone after it failed: doubled with each failure in a row. */
const shortestPause = 15;
const longestPause = 300;

/** The trouble for which MISP is left alone just now. */
export const currentOutage = ({ database }: Store, now: number): Trouble | undefined => {
  const [row] = database
    .query("SELECT kind, message, status FROM outage WHERE until > ? AND until <= ?")
    .values(now, now + longestPause);
  if (row === undefined) {
    return undefined;
  }
  const [kind, message, status] = row as [TroubleKind, string, number | null];
  return new Trouble(kind, message, status ?? undefined);
};

/** Notes that MISP failed, so that it is left alone for a while. */
export const noteFailure = ({ database }: Store, trouble: Trouble, now: number): void => {
  transaction(database, () => {
    const [row] = database.query("SELECT pause FROM outage").values() as [number][];
    const pause = row === undefined ? shortestPause : Math.min(row[0] * 2, longestPause);
    database
      .query("REPLACE INTO outage VALUES (1, ?, ?, ?, ?, ?)")
      .run(now + pause, pause, trouble.kind, trouble.message, trouble.status ?? null);
  });
};

/** MISP answers again. */
export const endOutage = ({ database }: Store): void => {
  if (database.query("SELECT 1 FROM outage").values().length > 0) {
    database.run("DELETE FROM outage");
  }
};

/** Whether something is due to be done or told: it was not within the last `window` seconds, and counts as done now. */
export const isDue = ({ database }: Store, kind: string, now: number, window: number): boolean =>
  transaction(database, () => {
    const [row] = database.query("SELECT at FROM told WHERE kind = ?").values(kind) as [number][];
    if (row !== undefined && row[0] <= now && now < row[0] + window) {
      return false;
    }
    database.query("REPLACE INTO told VALUES (?, ?)").run(kind, now);
    return true;
  });

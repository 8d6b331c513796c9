/** Values that were seen, until MISP is told. */
import { type Store, transaction } from "./store.ts";

/** The oldest go when there are more: MISP may be away for long. */
const mostSightings = 50_000;

/** Sightings that are worth a request, and seconds after which fewer are, too. */
const enough = 50;
const longEnough = 60;

/** Sightings of one request; MISP takes a second for a hundred of them. */
const batchSize = 50;

/** Seconds that one batch spans at most: all of it is told with the time of its first. */
const batchSpan = 300;

export interface Batch {
  /** Seconds since 1970. */
  readonly at: number;
  readonly ids: readonly number[];
  readonly values: readonly string[];
}

export const addSightings = ({ database }: Store, values: readonly string[], now: number): void => {
  transaction(database, () => {
    const insert = database.query("INSERT INTO sighting (at, value) VALUES (?, ?)");
    values.forEach((value) => insert.run(now, value));
    database.query("DELETE FROM sighting WHERE id <= (SELECT max(id) FROM sighting) - ?").run(mostSightings);
  });
};

/** Whether enough of them wait, or for long enough, to be sent. */
export const sightingsAreDue = ({ database }: Store, now: number): boolean => {
  const [row] = database.query("SELECT count(*), min(at) FROM sighting").values() as [
    number,
    number | null,
  ][];
  const [count, since] = row!;
  return count >= enough || (since !== null && since + longEnough <= now);
};

/** The oldest, or nothing. */
export const nextSightings = ({ database }: Store): Batch | undefined => {
  const rows = database
    .query(
      "SELECT id, at, value FROM sighting WHERE at <= (SELECT min(at) FROM sighting) + ? ORDER BY id LIMIT ?",
    )
    .values(batchSpan, batchSize) as [number, number, string][];
  const [first] = rows;
  return (
    first && {
      at: first[1],
      ids: rows.map(([id]) => id),
      values: [...new Set(rows.map(([, , value]) => value))],
    }
  );
};

export const removeSightings = ({ database }: Store, { ids }: Batch): void => {
  transaction(database, () => {
    const statement = database.query("DELETE FROM sighting WHERE id = ?");
    ids.forEach((id) => statement.run(id));
  });
};

/** The mirror: all attributes of MISP that count, so that look-ups need no network and go on when MISP is away. */
import { Database, type SqlValue } from "bun:sqlite";
import { comparable } from "../indicators/question.ts";
import type { Attribute, MispEvent, ThreatLevel } from "../misp/attribute.ts";
import { comparableHalf, halvesOf } from "../misp/halves.ts";
import { exists } from "../system/libc.ts";
import { hash53 } from "./hash.ts";
import { mirrorPath } from "./paths.ts";

export const mirrorSchema = `
  CREATE TABLE event (
    id INTEGER PRIMARY KEY, uuid TEXT, info TEXT, date TEXT, threat_level TEXT, published INTEGER, org TEXT
  );
  CREATE TABLE attribute (
    id INTEGER PRIMARY KEY, event INTEGER NOT NULL, uuid TEXT, type TEXT, category TEXT, value TEXT, to_ids INTEGER,
    timestamp INTEGER, comment TEXT, first_seen TEXT, last_seen TEXT, decay_score REAL, tags TEXT
  );
  -- Where an attribute is found: a number for each of its values.
  CREATE TABLE key (hash INTEGER NOT NULL, attribute INTEGER NOT NULL, PRIMARY KEY (hash, attribute)) WITHOUT ROWID;
  -- When it was brought up to date, whole and last, what it answers, and how many rows and ids MISP had.
  CREATE TABLE state (
    id INTEGER PRIMARY KEY CHECK (id = 1), question INTEGER, full_at INTEGER, synced_at INTEGER, rows INTEGER,
    last_id INTEGER
  );
`;

export interface MirrorState {
  /** Stands for MISP's address and the filters. */
  readonly question: number;
  /** Seconds since 1970. */
  readonly fullAt: number;
  readonly syncedAt: number;
  /** Attributes that MISP's filters left at the last look, and the highest id among them. */
  readonly rows: number;
  readonly lastId: number;
}

/** Every number that an attribute is found by. */
export const keysOf = ({ type, value }: Pick<Attribute, "type" | "value">): number[] => [
  ...new Set(halvesOf(type, value).map((half) => hash53(comparableHalf(half)))),
];

const select = `
  SELECT a.id, a.uuid, a.type, a.category, a.value, a.to_ids, a.timestamp, a.comment, a.first_seen, a.last_seen,
    a.decay_score, a.tags, a.event, e.uuid, e.info, e.date, e.threat_level, e.published, e.org
  FROM key JOIN attribute AS a ON a.id = key.attribute JOIN event AS e ON e.id = a.event
  WHERE key.hash = ?`;

const optional = <K extends string, V>(key: K, value: V | null | undefined): Partial<Record<K, V>> =>
  value === null || value === undefined ? {} : ({ [key]: value } as Record<K, V>);

const attributeOf = (row: readonly SqlValue[]): Attribute => {
  const text = (index: number): string => (row[index] ?? "") as string;
  const event: MispEvent = {
    id: String(row[12]),
    uuid: text(13),
    info: text(14),
    ...optional("date", row[15] as string | null),
    ...optional("threatLevel", row[16] as ThreatLevel | null),
    ...optional("published", row[17] === null ? undefined : row[17] === 1),
    ...optional("org", row[18] as string | null),
  };
  return {
    id: String(row[0]),
    uuid: text(1),
    type: text(2),
    category: text(3),
    value: text(4),
    toIds: row[5] === 1,
    timestamp: row[6] as number,
    ...optional("comment", row[7] as string | null),
    ...optional("firstSeen", row[8] as string | null),
    ...optional("lastSeen", row[9] as string | null),
    ...optional("decayScore", row[10] as number | null),
    tags: row[11] === null ? [] : (JSON.parse(row[11] as string) as string[]),
    event,
  };
};

/** How long a look-up waits while a sync is being written, milliseconds. */
const patience = 2000;

export class Mirror {
  readonly #database: Database;
  readonly state: MirrorState;

  private constructor(database: Database, state: MirrorState) {
    this.#database = database;
    this.state = state;
  }

  /** The mirror of a folder; nothing where there is none, it was never filled, or it cannot be read. */
  static open(folder: string): Mirror | undefined {
    const path = mirrorPath(folder);
    if (!exists(path)) {
      return undefined;
    }
    try {
      const database = new Database(path, { readwrite: true });
      database.run(`PRAGMA busy_timeout = ${patience}`);
      const [row] = database.query("SELECT question, full_at, synced_at, rows, last_id FROM state").values();
      if (row !== undefined) {
        const [question, fullAt, syncedAt, rows, lastId] = row as [number, number, number, number, number];
        return new Mirror(database, { question, fullAt, syncedAt, rows, lastId });
      }
      database.close();
    } catch {
      // A look-up without a mirror asks MISP; `check` tells what is wrong with the file.
    }
    return undefined;
  }

  get(values: readonly string[]): Map<string, readonly Attribute[]> {
    const query = this.#database.query(select);
    return new Map(
      values.map((value) => {
        const wanted = comparable(value);
        const rows = query.values(hash53(wanted)).map(attributeOf);
        const same = rows.filter(({ type, value: held }) =>
          halvesOf(type, held).some((half) => comparableHalf(half) === wanted),
        );
        return [value, same];
      }),
    );
  }

  close(): void {
    this.#database.close();
  }
}

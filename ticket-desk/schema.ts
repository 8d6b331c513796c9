import type { DatabaseSync } from "node:sqlite";

/** Brings a database of tickets to the tables that the store works with, whatever it was before. */
export function prepareSchema(database: DatabaseSync): void {
  database.exec("PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 5000");
  const { user_version: version } = database.prepare("PRAGMA user_version").get() as { user_version: number };
  if (version >= current) {
    return;
  }
  const hasFirst = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'alerts'").get() !== undefined;
  database.exec(
    `BEGIN; ${hasFirst ? setAside : ""} ${tables} ${hasFirst ? takeOver : ""} ${version === 2 ? addClosed : ""}
     PRAGMA user_version = ${current}; COMMIT`,
  );
}

const current = 3;

const tables = `
  CREATE TABLE IF NOT EXISTS tickets (
    id INTEGER PRIMARY KEY,
    indicator TEXT NOT NULL,
    agent TEXT NOT NULL,
    notification TEXT NOT NULL,
    opened TEXT NOT NULL,
    updated TEXT NOT NULL,
    matches INTEGER NOT NULL DEFAULT 0,
    external_id TEXT,
    external_url TEXT,
    place TEXT,
    told INTEGER NOT NULL DEFAULT 0,
    telling INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0,
    closed INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    UNIQUE (indicator, agent)
  );
  CREATE TABLE IF NOT EXISTS matches (
    number INTEGER PRIMARY KEY,
    ticket INTEGER NOT NULL REFERENCES tickets,
    raised_id TEXT NOT NULL,
    alert_id TEXT NOT NULL,
    time TEXT NOT NULL,
    UNIQUE (ticket, raised_id)
  );
`;

/** The second version did not know of closed tickets. */
const addClosed = "ALTER TABLE tickets ADD COLUMN closed INTEGER NOT NULL DEFAULT 0;";

/** The first version had no ticket systems, and knew matches by the id of Graylog's event. */
const setAside = "ALTER TABLE tickets RENAME TO first_tickets; ALTER TABLE alerts RENAME TO first_alerts;";

const takeOver = `
  INSERT INTO tickets (id, indicator, agent, notification, opened, updated, matches)
    SELECT id, indicator, agent, notification, opened, updated,
      (SELECT count(*) FROM first_alerts WHERE ticket = first_tickets.id) FROM first_tickets;
  INSERT INTO matches (ticket, raised_id, alert_id, time)
    SELECT ticket, event_id, alert_id, (SELECT updated FROM first_tickets WHERE id = ticket) FROM first_alerts ORDER BY rowid;
  DROP TABLE first_alerts;
  DROP TABLE first_tickets;
`;

/** Tables of the store. Times are seconds since 1970. */

export const schema = `
  -- What MISP answered for a value; question stands for its address and filters. No attributes: a miss.
  CREATE TABLE answer (
    question INTEGER NOT NULL, value TEXT NOT NULL, expires INTEGER NOT NULL, attributes TEXT,
    PRIMARY KEY (question, value)
  ) WITHOUT ROWID;
  CREATE INDEX answer_expires ON answer (expires);

  -- Matches that were returned within the window, and how many were held back since.
  CREATE TABLE repetition (
    agent TEXT NOT NULL, value TEXT NOT NULL, opened INTEGER NOT NULL,
    held INTEGER NOT NULL DEFAULT 0, first_held TEXT, event TEXT,
    PRIMARY KEY (agent, value)
  ) WITHOUT ROWID;
  CREATE INDEX repetition_held ON repetition (opened) WHERE held > 0;

  -- Errors that were told within the window.
  CREATE TABLE told (kind TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;

  -- That MISP failed, and until when it is left alone: one row or none.
  CREATE TABLE outage (
    id INTEGER PRIMARY KEY CHECK (id = 1), until INTEGER NOT NULL, pause INTEGER NOT NULL,
    kind TEXT NOT NULL, message TEXT NOT NULL, status INTEGER
  );

  -- Alerts that could not be looked up yet; leased while a call asks for them.
  CREATE TABLE postponed (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, leased INTEGER NOT NULL DEFAULT 0,
    source TEXT NOT NULL, indicators TEXT NOT NULL
  );

  -- Values seen that MISP has not been told of yet.
  CREATE TABLE sighting (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, value TEXT NOT NULL);

  -- The boot of the machine that the file was last checked in.
  CREATE TABLE checked (id INTEGER PRIMARY KEY CHECK (id = 1), boot TEXT NOT NULL);
`;

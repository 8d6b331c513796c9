import { randomUUID } from "node:crypto";
import type { SQLInputValue } from "node:sqlite";
import { SqliteStore } from "../../store/sqlite.ts";
import { numberOf } from "../attributes/collation.ts";

/** Events, attributes, users and what else MISP keeps. */
export class Database extends SqliteStore {
  constructor(folder: string) {
    super(folder, schema, { mysql_number: (text) => numberOf(String(text)) });
  }

  /** Adds a row and gives its id. The columns are named by the code, never by a request. */
  add(table: string, row: Readonly<Record<string, SQLInputValue>>): number {
    const columns = Object.keys(row);
    const places = columns.map(() => "?").join(", ");
    return this.run(`INSERT INTO ${table} (${columns.join(", ")}) VALUES (${places})`, ...Object.values(row));
  }

  /** Changes columns of one row. */
  change(table: string, id: number, row: Readonly<Record<string, SQLInputValue>>): void {
    const columns = Object.keys(row).map((column) => `${column} = ?`);
    this.run(`UPDATE ${table} SET ${columns.join(", ")} WHERE id = ?`, ...Object.values(row), id);
  }

  /** A value that is kept by name; made and kept at the first asking. */
  setting(name: string, make: () => string = randomUUID): string {
    const found = this.one("SELECT value FROM settings WHERE name = ?", name);
    if (found !== undefined) {
      return String(found["value"]);
    }
    const value = make();
    this.run("INSERT INTO settings (name, value) VALUES (?, ?)", name, value);
    return value;
  }

  setSetting(name: string, value: string): void {
    this.run("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", name, value);
  }
}

const schema = `
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS organisations (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, uuid TEXT NOT NULL UNIQUE, local INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS users (
  id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE, org_id INTEGER NOT NULL, role_id INTEGER NOT NULL,
  disabled INTEGER NOT NULL DEFAULT 0, date_created INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS auth_keys (
  id INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT NOT NULL, hash TEXT NOT NULL UNIQUE, authkey_start TEXT NOT NULL,
  authkey_end TEXT NOT NULL, user_id INTEGER NOT NULL, read_only INTEGER NOT NULL, comment TEXT NOT NULL,
  expiration INTEGER NOT NULL, created INTEGER NOT NULL, allowed_ips TEXT);
CREATE TABLE IF NOT EXISTS events (
  id INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT NOT NULL UNIQUE, info TEXT NOT NULL, date TEXT NOT NULL,
  threat_level_id INTEGER NOT NULL, analysis INTEGER NOT NULL, distribution INTEGER NOT NULL,
  published INTEGER NOT NULL, timestamp INTEGER NOT NULL, publish_timestamp INTEGER NOT NULL,
  org_id INTEGER NOT NULL, orgc_id INTEGER NOT NULL, user_id INTEGER NOT NULL, extends_uuid TEXT NOT NULL,
  disable_correlation INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS objects (
  id INTEGER PRIMARY KEY AUTOINCREMENT, event_id INTEGER NOT NULL, uuid TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  meta_category TEXT NOT NULL, description TEXT NOT NULL, template_uuid TEXT NOT NULL,
  template_version TEXT NOT NULL, timestamp INTEGER NOT NULL, distribution INTEGER NOT NULL, comment TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS attributes (
  id INTEGER PRIMARY KEY AUTOINCREMENT, event_id INTEGER NOT NULL, object_id INTEGER NOT NULL, object_relation TEXT,
  category TEXT NOT NULL, type TEXT NOT NULL, to_ids INTEGER NOT NULL, uuid TEXT NOT NULL UNIQUE,
  timestamp INTEGER NOT NULL, distribution INTEGER NOT NULL, comment TEXT NOT NULL, deleted INTEGER NOT NULL,
  disable_correlation INTEGER NOT NULL, first_seen TEXT, last_seen TEXT, value1 TEXT NOT NULL, value2 TEXT NOT NULL,
  fold1 TEXT NOT NULL, fold2 TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS attributes_fold1 ON attributes (fold1);
CREATE INDEX IF NOT EXISTS attributes_fold2 ON attributes (fold2);
CREATE INDEX IF NOT EXISTS attributes_event ON attributes (event_id);
CREATE TABLE IF NOT EXISTS tags (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, colour TEXT NOT NULL,
  exportable INTEGER NOT NULL DEFAULT 1, hide_tag INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS event_tags (
  id INTEGER PRIMARY KEY AUTOINCREMENT, event_id INTEGER NOT NULL, tag_id INTEGER NOT NULL, local INTEGER NOT NULL,
  UNIQUE (event_id, tag_id));
CREATE TABLE IF NOT EXISTS attribute_tags (
  id INTEGER PRIMARY KEY AUTOINCREMENT, attribute_id INTEGER NOT NULL, event_id INTEGER NOT NULL,
  tag_id INTEGER NOT NULL, local INTEGER NOT NULL, UNIQUE (attribute_id, tag_id));
CREATE TABLE IF NOT EXISTS sightings (
  id INTEGER PRIMARY KEY AUTOINCREMENT, attribute_id INTEGER NOT NULL, event_id INTEGER NOT NULL,
  org_id INTEGER NOT NULL, date_sighting INTEGER NOT NULL, uuid TEXT NOT NULL UNIQUE, source TEXT NOT NULL,
  type INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS sightings_attribute ON sightings (attribute_id);
CREATE TABLE IF NOT EXISTS feeds (id INTEGER PRIMARY KEY AUTOINCREMENT, content TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS feed_values (
  feed_id INTEGER NOT NULL, hash TEXT NOT NULL, event_uuid TEXT NOT NULL, UNIQUE (feed_id, hash, event_uuid));
`;

import { DatabaseSync } from "node:sqlite";
import type { Notification, Ticket } from "./ticket.ts";

/** The tickets, in one SQLite file: a notification that is sent twice, by a restart in between too, counts once. */
export class TicketStore {
  readonly #database: DatabaseSync;

  /** @param path of the database, made when it is not there; `:memory:` keeps nothing */
  constructor(path: string) {
    this.#database = new DatabaseSync(path);
    this.#database.exec(`
      PRAGMA journal_mode = WAL;
      CREATE TABLE IF NOT EXISTS tickets (
        id INTEGER PRIMARY KEY,
        indicator TEXT NOT NULL,
        agent TEXT NOT NULL,
        notification TEXT NOT NULL,
        opened TEXT NOT NULL,
        updated TEXT NOT NULL,
        UNIQUE (indicator, agent)
      );
      CREATE TABLE IF NOT EXISTS alerts (
        event_id TEXT PRIMARY KEY,
        ticket INTEGER NOT NULL REFERENCES tickets,
        alert_id TEXT NOT NULL
      );
    `);
  }

  /** Opens a ticket, or joins the one of the same indicator and agent; answers with it. */
  take(notification: Notification, now = new Date()): Ticket {
    const { indicator, agent, event_id, alert_id } = notification;
    const { id } = this.#database
      .prepare(
        `INSERT INTO tickets (indicator, agent, notification, opened, updated) VALUES (?, ?, ?, ?4, ?4)
         ON CONFLICT (indicator, agent) DO UPDATE SET updated = excluded.updated RETURNING id`,
      )
      .get(indicator, agent, JSON.stringify(notification), now.toISOString()) as { id: number };
    this.#database
      .prepare("INSERT OR IGNORE INTO alerts (event_id, ticket, alert_id) VALUES (?, ?, ?)")
      .run(event_id, id, alert_id);
    return this.all().find((ticket) => ticket.id === id)!;
  }

  /** Every ticket, the newest first. */
  all(): Ticket[] {
    const rows = this.#database
      .prepare(
        `SELECT id, notification, opened, updated,
           (SELECT json_group_array(alert_id) FROM alerts WHERE ticket = tickets.id) AS alert_ids
         FROM tickets ORDER BY id DESC`,
      )
      .all() as unknown as {
      id: number;
      notification: string;
      opened: string;
      updated: string;
      alert_ids: string;
    }[];
    return rows.map(({ id, notification, opened, updated, alert_ids }) => {
      const { title, indicator, agent, priority, threat_level, misp_event, misp_event_link, message } =
        JSON.parse(notification) as Notification;
      return {
        id,
        title,
        indicator,
        agent,
        priority,
        threat_level,
        misp_event,
        misp_event_link,
        opened,
        updated,
        alert_ids: JSON.parse(alert_ids) as string[],
        message,
      };
    });
  }

  close(): void {
    this.#database.close();
  }
}

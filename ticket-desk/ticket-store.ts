import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { alertDetails, type Notification } from "./notification.ts";
import { prepareSchema } from "./schema.ts";
import type { ExternalTicket, Match, Ticket, TicketDetails } from "./ticket.ts";
import { externalOf, notificationOf, ticketOf, type RowSettings, type TicketRow } from "./ticket-row.ts";

/** A ticket that the ticket system has not been told all of. */
export interface Untold {
  readonly id: number;
  /** The first notification. */
  readonly notification: Notification;
  readonly matches: readonly Match[];
  /** The ticket in the ticket system, once it is known. */
  readonly external: ExternalTicket | undefined;
  /** How many matches the ticket system has been told of for sure. */
  readonly told: number;
  /** How many an attempt was to tell whose end nobody saw; no more than `told` when there is none. */
  readonly telling: number;
  /** Attempts in a row that failed. */
  readonly attempts: number;
}

/** The tickets, in one SQLite file: a match that is told twice, by a restart in between too, counts once. */
export class TicketStore {
  readonly #database: DatabaseSync;
  readonly #settings: RowSettings;

  /**
   * @param path of the database, made when it is not there; `:memory:` keeps nothing
   * @param graylog address of Graylog's web pages, for links
   * @param place which ticket system is told, such as `github owner/name`; empty where none is
   */
  constructor(path: string, { graylog = "", place = "" }: { graylog?: string; place?: string } = {}) {
    this.#database = new DatabaseSync(path);
    this.#settings = { graylog, place };
    prepareSchema(this.#database);
    // What was refused for good may be taken now: the settings may be others.
    this.#run("UPDATE tickets SET next_attempt = 0 WHERE refused = 1");
  }

  /** Opens a ticket, or joins the one of the same indicator and agent; answers with it. */
  take(notification: Notification, now = new Date()): Ticket {
    const { indicator, agent, event_id, alert_id, raised_id } = notification;
    const time = now.toISOString();
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      this.#run(
        `INSERT INTO tickets (indicator, agent, notification, opened, updated) VALUES (?, ?, ?, ?4, ?4)
         ON CONFLICT (indicator, agent) DO NOTHING`,
        indicator,
        agent,
        JSON.stringify(notification),
        time,
      );
      const { id } = this.#one(
        "SELECT id FROM tickets WHERE indicator = ? AND agent = ?",
        indicator,
        agent,
      ) as {
        id: number;
      };
      const { changes } = this.#run(
        "INSERT OR IGNORE INTO matches (ticket, raised_id, alert_id, time) VALUES (?, ?, ?, ?)",
        id,
        raised_id || event_id,
        alert_id,
        time,
      );
      if (changes > 0) {
        this.#run("UPDATE tickets SET updated = ?, matches = matches + 1, closed = 0 WHERE id = ?", time, id);
      }
      this.#database.exec("COMMIT");
      return this.find(id)!;
    } catch (error) {
      this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  /** Whether a match is known already. */
  knows({ indicator, agent, raised_id, event_id }: Notification): boolean {
    return (
      this.#one(
        `SELECT 1 FROM matches JOIN tickets ON tickets.id = ticket
         WHERE indicator = ? AND agent = ? AND raised_id = ?`,
        indicator,
        agent,
        raised_id || event_id,
      ) !== undefined
    );
  }

  /** Every ticket, the newest first. */
  all(): Ticket[] {
    return this.#tickets("ORDER BY id DESC").map((row) => ticketOf(row, this.#settings));
  }

  /** One ticket, with everything that is known of it. */
  find(id: number): TicketDetails | undefined {
    const [row] = this.#tickets("WHERE id = ?", id);
    if (!row) {
      return undefined;
    }
    const notification = notificationOf(row);
    const { indicatorKind, rule, tags } = alertDetails(notification);
    return {
      ...ticketOf(row, this.#settings),
      ...{ indicator_kind: indicatorKind, rule, tags },
      agent_owner: notification.agent_owner,
      alert: notification.alert,
      matches: this.#matches(id),
    };
  }

  /** The ticket whose turn it is to be told to the ticket system; undefined when none is due. */
  due(now: number): Untold | undefined {
    const row = this.#tickets(
      "WHERE matches > told AND next_attempt <= ? ORDER BY attempts, next_attempt, id LIMIT 1",
      now,
    )[0];
    if (!row) {
      return undefined;
    }
    const elsewhere = row.place !== null && row.place !== this.#settings.place;
    return {
      id: row.id,
      notification: notificationOf(row),
      matches: this.#matches(row.id),
      external: elsewhere ? undefined : externalOf(row),
      told: elsewhere ? 0 : row.told,
      telling: elsewhere ? 0 : row.telling,
      attempts: row.attempts,
    };
  }

  /** When the next ticket is due, in milliseconds since 1970; undefined when all are told. */
  nextDue(): number | undefined {
    const row = this.#one("SELECT min(next_attempt) AS next FROM tickets WHERE matches > told") as {
      next: number | null;
    };
    return row.next ?? undefined;
  }

  /** Notes that the ticket system is being told of so many matches: whether it was is not known until `noteTold`. */
  noteTelling(id: number, matches: number): void {
    this.#run("UPDATE tickets SET telling = ? WHERE id = ?", matches, id);
  }

  /**
   * Notes that the ticket system has been told of so many matches.
   *
   * @param next when it may be told of more, in milliseconds since 1970
   */
  noteTold(id: number, external: ExternalTicket, matches: number, next = 0): void {
    this.#run(
      `UPDATE tickets SET external_id = ?, external_url = ?, place = ?, told = ?4, telling = ?4,
         attempts = 0, next_attempt = ?5, refused = 0, error = NULL WHERE id = ?6`,
      external.id,
      external.url,
      this.#settings.place,
      matches,
      next,
      id,
    );
  }

  /** Notes why an attempt failed and when the next may be. @param refused whether trying again alone will not help */
  noteFailure(id: number, error: string, next: number, refused: boolean): void {
    this.#run(
      "UPDATE tickets SET error = ?, next_attempt = ?, refused = ?, attempts = attempts + 1 WHERE id = ?",
      error,
      next,
      refused ? 1 : 0,
      id,
    );
  }

  /** Notes whether somebody has closed a ticket in the ticket system. */
  noteClosed(id: number, closed: boolean): void {
    this.#run("UPDATE tickets SET closed = ? WHERE id = ?", closed ? 1 : 0, id);
  }

  /** Notes that the ticket in the ticket system is gone: a new one is to be opened. */
  noteGone(id: number): void {
    this.#run(
      "UPDATE tickets SET external_id = NULL, external_url = NULL, told = 0, telling = 0 WHERE id = ?",
      id,
    );
  }

  /** Lets every other ticket wait too: the ticket system itself is in trouble. */
  postponeAll(next: number): void {
    this.#run("UPDATE tickets SET next_attempt = max(next_attempt, ?) WHERE matches > told", next);
  }

  close(): void {
    this.#database.close();
  }

  #tickets(condition: string, ...values: SQLInputValue[]): TicketRow[] {
    return this.#database
      .prepare(
        `SELECT *, (SELECT json_group_array(alert_id ORDER BY number) FROM matches WHERE ticket = tickets.id) AS alert_ids
         FROM tickets ${condition}`,
      )
      .all(...values) as unknown as TicketRow[];
  }

  #matches(ticket: number): Match[] {
    return this.#database
      .prepare("SELECT alert_id, raised_id, time FROM matches WHERE ticket = ? ORDER BY number")
      .all(ticket)
      .map((row) => ({ ...row })) as unknown as Match[];
  }

  #one(sql: string, ...values: SQLInputValue[]): unknown {
    return this.#database.prepare(sql).get(...values);
  }

  #run(sql: string, ...values: SQLInputValue[]): { changes: number | bigint } {
    return this.#database.prepare(sql).run(...values);
  }
}

/** One thing to look at for an analyst: the same indicator on the same agent is one ticket, however often it is seen. */
export interface Ticket {
  readonly id: number;
  readonly title: string;
  readonly indicator: string;
  readonly agent: string;
  /** Graylog's priority: `1` low, `2` normal, `3` high, `4` critical. */
  readonly priority: string;
  readonly threat_level: string;
  readonly misp_event: string;
  readonly misp_event_link: string;
  /** Time of the first notification, ISO 8601. */
  readonly opened: string;
  /** Time of the last notification, ISO 8601. */
  readonly updated: string;
  /** Alerts that it stands for, oldest first. */
  readonly alert_ids: readonly string[];
  /** How many matches it stands for. */
  readonly count: number;
  /** Graylog's name of the first message. */
  readonly message: string;
  /** Where Graylog's web pages show the match. */
  readonly graylog_link: string;
  /**
   * `listed` only here; `waiting` to be told to the ticket system; `sent`; `failing`, with the reason in `error`; `closed`
   * there when it was last looked.
   */
  readonly state: TicketState;
  /** The ticket in the ticket system, once it is there. */
  readonly external?: ExternalTicket;
  /** Why the last attempt to tell the ticket system failed, and what to do. */
  readonly error?: string;
  /** When it is tried again, ISO 8601. */
  readonly next_attempt?: string;
}

export type TicketState = "listed" | "waiting" | "sent" | "failing" | "closed";

/** A ticket in a ticket system. */
export interface ExternalTicket {
  /** What the system calls it, such as `#12` or `SOC-12`. */
  readonly id: string;
  /** Address of its page; empty where the system tells none. */
  readonly url: string;
}

/** Everything that is known of a ticket. */
export interface TicketDetails extends Ticket {
  readonly indicator_kind: string;
  readonly rule: { readonly id: string; readonly level: string; readonly description: string };
  readonly tags: readonly string[];
  readonly agent_owner: string;
  /** The first alert, as JSON. */
  readonly alert: string;
  /** Each match, oldest first. */
  readonly matches: readonly Match[];
}

/** One match that a ticket stands for. */
export interface Match {
  /** Id of the alert that was looked up. */
  readonly alert_id: string;
  /** Id of the alert that tells of the match. */
  readonly raised_id: string;
  /** When the desk heard of it, ISO 8601. */
  readonly time: string;
}

import type { Links } from "../links.ts";
import { alertDetails, type AlertDetails, type Notification } from "../notification.ts";
import type { ExternalTicket, Match } from "../ticket.ts";

/** A ticket system. Every method throws an `AdapterError` when it does not answer, or not as it should. */
export interface TicketAdapter {
  /** Which system, and which place in it, such as `github owner/name`. */
  readonly place: string;
  /** Finds the ticket that was opened under a reference before, open or closed; undefined when there is none. */
  readonly find: (reference: string) => Promise<ExternalTicket | undefined>;
  readonly open: (draft: TicketDraft) => Promise<ExternalTicket>;
  /** Whether a ticket has a comment with this mark in it. */
  readonly isMarked: (ticket: ExternalTicket, mark: string) => Promise<boolean>;
  /** Whether somebody has closed a ticket; never true where the system does not tell. */
  readonly isClosed: (ticket: ExternalTicket) => Promise<boolean>;
  /** Adds to a ticket that the same was seen again. */
  readonly repeat: (ticket: ExternalTicket, repetition: Repetition) => Promise<void>;
}

/** A ticket that is to be opened. */
export interface TicketDraft {
  /** What the ticket is found again by: letters, digits and hyphens, at most 50. */
  readonly reference: string;
  readonly notification: Notification;
  readonly links: Links;
  /** The matches that it stands for so far, oldest first. */
  readonly matches: readonly Match[];
}

/** More of the same, told since the ticket was opened or commented on. */
export interface Repetition {
  readonly reference: string;
  /** What the comment is known again by. */
  readonly mark: string;
  readonly notification: Notification;
  /** The matches that are new, oldest first. */
  readonly matches: readonly Match[];
  /** How many matches the ticket stands for with them. */
  readonly count: number;
}

/** One line of a ticket: a name and a value that nobody has vetted. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  /** Whether the value is one of the desk's own links. */
  readonly link?: boolean;
}

/** What a ticket says, without the alert; what is not known is left out. */
export function factsOf({ notification, links, matches, reference }: TicketDraft): Fact[] {
  const { agent, agent_owner } = notification;
  const { indicatorKind, rule, tags } = alertDetails(notification);
  const facts: readonly Fact[] = [
    { name: "Indicator", value: notification.indicator },
    { name: "Kind", value: indicatorKind },
    { name: "Agent", value: agent },
    { name: "Owner of the agent", value: agent_owner },
    { name: "Threat level", value: notification.threat_level },
    { name: "MISP event", value: notification.misp_event },
    links.misp === ""
      ? { name: "MISP link", value: notification.misp_event_link }
      : { name: "MISP link", value: links.misp, link: true },
    { name: "Graylog", value: links.graylog, link: true },
    { name: "Rule", value: ruleText(rule) },
    { name: "Tags", value: tags.join(", ") },
    { name: "Time", value: notification.time },
    { name: "Alerts", value: alertList(matches) },
    { name: "Reference", value: reference },
  ];
  return facts.filter(({ value }) => value !== "");
}

const ruleText = ({ id, level, description }: AlertDetails["rule"]): string =>
  id === ""
    ? ""
    : `${id}${level === "" ? "" : `, level ${level}`}${description === "" ? "" : `: ${description}`}`;

/** What a comment says. */
export function repetitionFacts({ mark, matches, count, notification }: Repetition): Fact[] {
  return [
    { name: "Seen again", value: `${matches.length} times, ${count} in all` },
    { name: "Indicator", value: notification.indicator },
    { name: "Agent", value: notification.agent },
    { name: "Last", value: matches.at(-1)?.time ?? "" },
    { name: "Alerts", value: alertList(matches) },
    { name: "Reference", value: mark },
  ];
}

/** Ids that one text lists at most. */
const listed = 20;

function alertList(matches: readonly Match[]): string {
  const ids = matches.slice(-listed).map(({ alert_id }) => alert_id);
  const left = matches.length - ids.length;
  return [...(left > 0 ? [`${left} more`] : []), ...ids].join(", ");
}

/** The line that a ticket is known by in a list: one line, of a length that every system takes. */
export function titleOf({ indicator, agent }: Notification): string {
  return oneLine(
    `MISP match: ${shortened(indicator, 120)}${agent === "" ? "" : ` on ${shortened(agent, 80)}`}`,
  );
}

/** Text with its end cut off where it is too long, which is said. @param most characters */
export function shortened(text: string, most: number): string {
  const characters = Array.from(text.slice(0, most * 2 + 2));
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}

/** Text without line breaks and whatever else moves on a screen or in a list. */
export function oneLine(text: string): string {
  return text.replace(unprintable, "\ufffd");
}

/** Control characters, and those that turn the direction of what follows. */
const unprintable =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g;

import Table from "cli-table3";
import type { Ticket, TicketDetails, TicketState } from "../../ticket-desk/ticket.ts";
import { chosenStack } from "../chosen-stack.ts";
import { dockerExec } from "../docker-exec.ts";
import { dockerOf } from "../docker-of.ts";
import { presentContainers } from "../expected.ts";
import { LabError } from "../lab-error.ts";
import { isTerminal, paint, printable } from "../terminal.ts";

export interface TicketsOptions {
  readonly stack?: string;
  readonly json?: true;
  /** Without those that somebody has closed. */
  readonly open?: true;
}

/** `lab tickets`: what was opened, the newest first. Exit code 1 when the ticket system could not be told of one. */
export async function listTickets({ stack: named, json, open }: TicketsOptions): Promise<void> {
  const stack = await chosenStack(named);
  const answer = await askDesk(stack, open ? "look" : "list");
  const all = (JSON.parse(answer) as { tickets: Ticket[] }).tickets;
  const tickets = open ? all.filter(({ state }) => state !== "closed") : all;
  console.log(json ? JSON.stringify({ stack, tickets }) : ticketsText(tickets));
  process.exitCode = tickets.some(({ state }) => state === "failing") ? 1 : 0;
}

/** `lab tickets show`: everything that is known of one ticket. */
export async function showTicket(id: string, { stack: named, json }: TicketsOptions): Promise<void> {
  if (!/^[1-9]\d{0,14}$/.test(id)) {
    throw new LabError(`"${id}" is not a ticket's number: \`npm run lab -- tickets\` lists them.`);
  }
  const stack = await chosenStack(named);
  const ticket = JSON.parse(await askDesk(stack, "show", id)) as TicketDetails;
  console.log(json ? JSON.stringify({ stack, ticket }) : ticketText(ticket));
}

/** Asks the desk from inside its container, which needs no port and no token here. */
async function askDesk(stack: string, ...question: readonly string[]): Promise<string> {
  const docker = await dockerOf(stack);
  const containers = await presentContainers(docker, stack);
  const desk = containers["ticket-desk"];
  if (desk === undefined) {
    throw new LabError(
      Object.keys(containers).length === 0
        ? `The lab ${stack} is not up. \`npm run lab -- up ${stack}\` brings it up.`
        : `The lab ${stack} has no ticket desk: it is left out by lab:systems.ticketDesk, or the lab's matches go to another lab's Graylog, whose stack has the tickets.`,
    );
  }
  return dockerExec(docker, desk, ["node", "/opt/lab/ticket-desk.js", ...question]);
}

const marks: Readonly<Record<TicketState, string>> = {
  listed: "listed",
  waiting: paint("yellow", "waiting"),
  sent: paint("green", "sent"),
  failing: paint("red", "failing"),
  closed: paint("dim", "closed"),
};

/** Tickets as a table, each of one line; and below it why the ticket system could not be told of some. */
export function ticketsText(tickets: readonly Ticket[]): string {
  if (tickets.length === 0) {
    return "There are no tickets.";
  }
  const table = new Table({
    head: ["", "opened", "title", "indicator", "agent", "count", "state", "where"],
    chars: borderless,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 2 },
  });
  for (const { id, opened, title, indicator, agent, count, state, external } of tickets) {
    table.push([
      `${id}`,
      opened.replace("T", " ").slice(0, 19),
      cell(title, 30),
      cell(indicator, 40),
      cell(agent, 24),
      { content: `${count}`, hAlign: "right" },
      marks[state],
      external ? printable(external.url || external.id) : "",
    ]);
  }
  const failing = tickets.filter(({ error }) => error !== undefined);
  const reasons = new Map(failing.map(({ error = "", next_attempt }) => [error, next_attempt]));
  return [
    ...table
      .toString()
      .split("\n")
      .map((line) => line.trimEnd()),
    ...[...reasons].map(
      ([error, next = ""]) =>
        `\n${paint("red", printable(error))}\nIt is tried again at ${next.replace("T", " ").slice(0, 19)}.`,
    ),
  ].join("\n");
}

/** One ticket: a line for each thing that is known of it, and the alert. */
export function ticketText(ticket: TicketDetails): string {
  const { rule, external } = ticket;
  const facts: readonly (readonly [string, string])[] = [
    ["indicator", `${ticket.indicator}${ticket.indicator_kind === "" ? "" : ` (${ticket.indicator_kind})`}`],
    ["agent", ticket.agent],
    ["owner", ticket.agent_owner],
    ["threat level", ticket.threat_level],
    ["MISP event", ticket.misp_event],
    ["", ticket.misp_event_link],
    ["Graylog", ticket.graylog_link],
    ["rule", rule.id === "" ? "" : `${rule.id}, level ${rule.level}: ${rule.description}`],
    ["tags", ticket.tags.join(", ")],
    ["opened", ticket.opened],
    ["last seen", ticket.updated],
    ["state", ticket.state],
    ["where", external ? `${external.id} ${external.url}`.trim() : ""],
    ["error", ticket.error ?? ""],
  ];
  return [
    paint("bold", printable(`Ticket ${ticket.id}: ${ticket.title}`)),
    ...facts
      .filter(([, value]) => value !== "")
      .map(([name, value]) => `  ${name.padEnd(13)} ${printable(value)}`),
    "",
    `Matches: ${ticket.count}`,
    ...ticket.matches.map(({ time, alert_id }) => `  ${time}  alert ${printable(alert_id)}`),
    ...(ticket.alert === "" ? [] : ["", "The alert:", alertText(ticket.alert)]),
  ].join("\n");
}

function alertText(alert: string): string {
  try {
    return JSON.stringify(JSON.parse(alert), undefined, 2).split("\n").map(printable).join("\n");
  } catch {
    return printable(alert);
  }
}

/** A cell of one line; a pipe reads it whole. */
function cell(text: string, most: number): string {
  const shown = printable(text);
  const characters = Array.from(shown);
  return isTerminal && characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : shown;
}

const borderless = Object.fromEntries(
  "top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid middle"
    .split(" ")
    .map((part) => [part, ""]),
);

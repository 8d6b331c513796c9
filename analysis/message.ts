import { Event } from "./event.ts";
import { readHeader } from "./header.ts";

/** One datagram of the queue socket: `QUEUE:LOCATION:MESSAGE`. */
export interface Message {
  /** `1` a log line of a file, `2` one of syslog, `f` a Windows event, `8` a file change. */
  readonly queue: string;
  readonly location: string;
  readonly message: string;
}

/** The most bytes that analysisd takes from one datagram; it cuts off the rest (OS_MAXSTR - 1). */
export const maxMessage = 65_535;

/** Takes a datagram apart; undefined where it is not a message at all. A `|` in the location escapes what follows. */
export function readMessage(datagram: string): Message | undefined {
  const nul = datagram.indexOf("\0");
  const text = datagram.slice(0, nul < 0 ? maxMessage : Math.min(nul, maxMessage));
  if (text[1] !== ":") {
    return undefined;
  }
  let at = 2;
  while (at < text.length && text[at] !== ":") {
    at += text[at] === "|" ? 2 : 1;
  }
  if (text[at] !== ":") {
    return undefined;
  }
  const location = text.slice(2, at).replace(/\|(\|?)/g, "$1");
  return { queue: text[0]!, location, message: text.slice(at + 1) };
}

/** The datagram of a message, its location escaped. */
export const writeMessage = ({ queue, location, message }: Message): string =>
  `${queue}:${location.replaceAll("|", "||").replaceAll(":", "|:")}:${message}`;

/** The event that a message becomes, with its syslog header read; undefined where the agent's part is broken. */
export function toEvent({ location, message }: Message, time: number, manager: string): Event | undefined {
  const agent = /^\[([^\]]*)\](?: ([^]*))?/.exec(location);
  if (location.startsWith("[") && !agent) {
    return undefined;
  }
  const header = readHeader(message);
  const from = agent ? (agent[2] ?? "") : location;
  const agentName = /^\(([^)]*)\)/.exec(from)?.[1] ?? "";
  const event = new Event({
    time,
    location: from,
    agentId: agent?.[1] ?? "000",
    hostname: agent ? agentName : (header?.hostname ?? shortName(manager)),
    message,
  });
  if (header) {
    event.log = header.log;
    event.programName = header.programName;
    event.headerTime = header.time;
  }
  return event;
}

const shortName = (host: string): string => host.split(".")[0]!;

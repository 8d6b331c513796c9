/**
 * The line that Wazuh's queue takes: `QUEUE:LOCATION:MESSAGE`, one a datagram.
 *
 * @see https://github.com/wazuh/wazuh/blob/v4.14.7/src/shared/mq_op.c
 */

/** The queue reads 65,535 bytes of a datagram and cuts the rest away without a word. */
export const datagramLimit = 65_535;

/** Queue of log lines; events of the integration go there. */
export const logQueue = "1";

/** A `:` would end the location, so the queue wants it as `|:`, and `|` as `||`. */
const escapeLocation = (location: string): string => location.replaceAll("|", "||").replaceAll(":", "|:");

export interface Agent {
  readonly id: string;
  readonly name: string;
  readonly ip?: string | undefined;
}

/** The manager itself: events about it carry no agent. */
const managerId = "000";

/** Location of an event that belongs to an agent, so that Wazuh attributes it: `[001] (web01) 192.0.2.7->misp`. */
export const locationOf = (agent: Agent | undefined, name: string): string =>
  agent === undefined || agent.id === managerId
    ? name
    : `[${agent.id}] (${agent.name}) ${agent.ip ?? "any"}->${name}`;

const encoder = new TextEncoder();

export const queueLine = (queue: string, location: string, message: string): Uint8Array =>
  encoder.encode(`${queue}:${escapeLocation(location)}:${message}`);

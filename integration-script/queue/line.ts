/**
 * The line that Wazuh's queue takes: `QUEUE:LOCATION:MESSAGE`, one a datagram.
 *
 * @see https://github.com/wazuh/wazuh/blob/v4.14.7/src/shared/mq_op.c
 */

import { parseIp } from "../indicators/ip.ts";

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

/** What Wazuh allows at enrolment; anything else would end the location, or say what is not so. */
const agentId = /^\d{3,10}$/;
const agentName = /^[\w.-]{1,128}$/;

/** Location of an event that belongs to an agent, so that Wazuh attributes it: `[001] (web01) 192.0.2.7->misp`. */
export const locationOf = (agent: Agent | undefined, name: string): string => {
  if (
    agent === undefined ||
    agent.id === managerId ||
    !agentId.test(agent.id) ||
    !agentName.test(agent.name)
  ) {
    return name;
  }
  const ip = agent.ip !== undefined && parseIp(agent.ip) !== undefined ? agent.ip : "any";
  return `[${agent.id}] (${agent.name}) ${ip}->${name}`;
};

const encoder = new TextEncoder();

export const queueLine = (queue: string, location: string, message: string): Uint8Array =>
  encoder.encode(`${queue}:${escapeLocation(location)}:${message}`);

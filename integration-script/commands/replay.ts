/**
 * `custom-misp replay [FILE]`: sends recorded telemetry to the queue as an agent would.
 *
 * A line is `{"queue": "1", "location": "[001] (web01) any->/var/log/app.json", "message": …}`; a message that is an
 * object is sent as compact JSON. Other keys of a line are left alone.
 */
import { isObject } from "../alert/alert.ts";
import { linesOf } from "../alert/read.ts";
import { Trouble } from "../errors.ts";
import { datagramLimit, queueLine } from "../queue/line.ts";
import { type Delivery, QueueSocket } from "../queue/socket.ts";
import { queueSocket } from "../settings/settings.ts";
import { standardInput } from "../system/libc.ts";

const problems: Readonly<Record<Exclude<Delivery, "sent">, string>> = {
  full: "Wazuh's queue stayed full: analysisd is not keeping up.",
  absent: "Wazuh's queue socket is not there: start the manager.",
  refused: "This user may not write to Wazuh's queue socket: run it as user wazuh.",
  "too-long": "Linux takes no datagram of that length.",
};

/** How long one event may wait for room; a queue that is full for longer is not read at all. */
const patience = 5000;

/** The datagram of one line. */
export const datagramOf = (line: string, number: number): Uint8Array => {
  let event: unknown;
  try {
    event = JSON.parse(line);
  } catch {
    throw new Trouble("usage", `Line ${number} is not JSON.`);
  }
  const { queue, location, message } = isObject(event) ? event : {};
  if (
    typeof queue !== "string" ||
    !/^[a-z0-9]$/i.test(queue) ||
    typeof location !== "string" ||
    message === undefined
  ) {
    throw new Trouble(
      "usage",
      `Line ${number} needs "queue" (one character), "location" (a text) and "message".`,
    );
  }
  const datagram = queueLine(
    queue,
    location,
    typeof message === "string" ? message : JSON.stringify(message),
  );
  if (datagram.length > datagramLimit) {
    throw new Trouble(
      "usage",
      `The event of line ${number} is ${datagram.length} bytes: Wazuh cuts what is beyond ${datagramLimit}.`,
    );
  }
  return datagram;
};

export const replay = (args: readonly string[], base: string): number => {
  const socket = new QueueSocket(queueSocket(base), patience);
  let [number, accepted] = [0, 0];
  let problem: string | undefined;
  try {
    for (const line of linesOf(args[0] ?? standardInput)) {
      number += 1;
      const delivery = socket.send(datagramOf(line, number));
      if (delivery !== "sent") {
        problem = problems[delivery];
        break;
      }
      accepted += 1;
    }
  } catch (error) {
    problem = (error as Error).message;
  }
  process.stdout.write(`${accepted} ${accepted === 1 ? "event" : "events"} accepted.\n`);
  if (problem !== undefined) {
    process.stderr.write(`custom-misp: ${problem}\n`);
    return 1;
  }
  return 0;
};

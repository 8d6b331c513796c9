import type { QueuedEvent } from "../../test/detection/cases.ts";
import { casesOf } from "../../test/detection/cases.ts";

/** An event that the page tells of. */
export interface Example {
  readonly title: string;
  readonly sent: QueuedEvent;
}

/** The events, out of those that the tests hold: the first is told at length. */
export const examples = (): Example[] => [
  example("sysmon-windows", "a known domain is looked up", "A look-up on Windows: Sysmon's event 22"),
  example("sysmon-windows", "a known program is started", "A hash on Windows: Sysmon's event 1"),
  example("sysmon-linux", "a known address is connected to", "A connection on Linux: Sysmon's event 3"),
  example("packetbeat", "a known domain is looked up", "A look-up on the network: Packetbeat"),
  example("syscheck", "a known file is added", "A new file: Wazuh's file integrity monitoring"),
];

function example(source: string, event: string, title: string): Example {
  const sent = casesOf(source).find((one) => one.event === event)?.queued;
  if (!sent) {
    throw new Error(
      `test/detection/ holds no event "${event}" of ${source}, which docs/detection.md tells of.`,
    );
  }
  return { title, sent };
}

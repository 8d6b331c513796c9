import { toText } from "../../analysis/bytes.ts";
import type { AskedEvent } from "../../analysis/explain/read-event.ts";
import type { LogtestRequest } from "../../configurator/wazuh/api.ts";
import type { LogtestResult } from "../../configurator/wazuh/logtest.ts";

/** What a real manager said of an event, or why it was not asked. */
export type ManagersWord = LogtestResult | { readonly notAsked: string };

/** What the configurator is called with in its container. */
export const logtestCommand = ["node", "/opt/lab/configurator.js", "logtest"];

/**
 * Has a lab's manager test events with its own decoders and rules. What it cannot test is not asked: its test reads every
 * event as a line of a log.
 *
 * @param run calls the configurator inside the lab, hands it its input and gives what it prints
 */
export async function askManager(
  run: (input: string) => Promise<string>,
  events: readonly AskedEvent[],
): Promise<ManagersWord[]> {
  const asked = events.map(requestOf);
  const requests = asked.filter((one): one is LogtestRequest => "event" in one);
  const results =
    requests.length === 0 ? [] : (JSON.parse(await run(JSON.stringify(requests))) as LogtestResult[]);
  return asked.map((one) => ("event" in one ? results.shift()! : one));
}

/** What the manager is asked about an event: src/analysisd/logtest.c hands it to the decoders as `1:location:event`. */
export function requestOf(asked: AskedEvent): LogtestRequest | { readonly notAsked: string } {
  const of = (event: string, location: string): LogtestRequest => ({
    event: toText(event),
    log_format: event.startsWith("{") ? "json" : "syslog",
    // The agent's part is no part of what an agent read.
    location: toText(location.replace(/^(?:\[[^\]]*\] )?\([^)]*\) [^>]*->/, "")),
  });
  if (asked.kind === "message") {
    const { queue, location, message } = asked.message;
    return queue === "1" || queue === "2" ? of(message, location) : { notAsked: notALog };
  }
  const { event, hasLog } = asked;
  if (!hasLog) {
    return { notAsked: "the alert holds no full_log, and the manager tests logs" };
  }
  return event.syscheck || event.decoder?.name === "windows_eventchannel"
    ? { notAsked: notALog }
    : of(event.fullLog, event.location);
}

const notALog = "the manager's test reads every event as a line of a log, and this is none";

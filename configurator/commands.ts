import { text } from "node:stream/consumers";
import type { DesiredMisp, DesiredState } from "./desired.ts";
import { addPassingEvent, removePassingEvent, type PassingIndicator } from "./misp/passing-event.ts";
import { type LogtestRequest, WazuhApi } from "./wazuh/api.ts";
import { askManager } from "./wazuh/logtest.ts";

/**
 * What the configurator does when it is called with a command, beside the one that runs all the time:
 *
 * - `add-event` adds the indicator that standard input has as JSON to MISP and prints the UUID of its event
 * - `remove-event UUID` takes it away
 * - `logtest` has the manager's API test the events that standard input has as a JSON array of `{event, log_format,
 *   location}`, and prints a JSON array with its answers
 *
 * @throws when there is no such command, or the lab has nothing that can do it
 */
export async function runCommand(
  [command, uuid = ""]: readonly string[],
  desired: DesiredState,
): Promise<void> {
  switch (command) {
    case "add-event": {
      const indicator = JSON.parse(await text(process.stdin)) as PassingIndicator;
      console.log(await addPassingEvent(mispOf(desired), indicator));
      return;
    }
    case "remove-event":
      return removePassingEvent(mispOf(desired), uuid);
    case "logtest": {
      if (!desired.agents) {
        throw new Error(
          "This lab's manager has no API that could be asked: the rehearsal's has one where agents are declared.",
        );
      }
      const requests = JSON.parse(await text(process.stdin)) as Omit<LogtestRequest, "token">[];
      console.log(JSON.stringify(await askManager(new WazuhApi(desired.agents), requests)));
      return;
    }
    default:
      throw new Error(`There is no command "${command ?? ""}". There are: add-event, remove-event, logtest.`);
  }
}

function mispOf({ misp }: DesiredState): DesiredMisp {
  if (!misp) {
    throw new Error("This lab's MISP is another one's: it is only asked, and nothing in it is changed.");
  }
  return misp;
}

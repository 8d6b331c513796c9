import { text } from "node:stream/consumers";
import type { DesiredState } from "./desired.ts";
import { addPassingEvent, removePassingEvent, type PassingIndicator } from "./misp/passing-event.ts";

/**
 * What the configurator does when it is called with a command, beside the one that runs all the time: `add-event` adds
 * the indicator that standard input has as JSON to MISP and prints the UUID of its event; `remove-event UUID` takes it away.
 *
 * @throws when there is no such command, or the lab has no MISP that it may change
 */
export async function runCommand(
  [command, uuid = ""]: readonly string[],
  desired: DesiredState,
): Promise<void> {
  if (!desired.misp) {
    throw new Error("This lab's MISP is another one's: it is only asked, and nothing in it is changed.");
  }
  switch (command) {
    case "add-event": {
      const indicator = JSON.parse(await text(process.stdin)) as PassingIndicator;
      console.log(await addPassingEvent(desired.misp, indicator));
      return;
    }
    case "remove-event":
      return removePassingEvent(desired.misp, uuid);
    default:
      throw new Error(`There is no command "${command ?? ""}". There are: add-event, remove-event.`);
  }
}

import { CommandError, ConcurrentUpdateError } from "@pulumi/pulumi/automation/index.js";
import { EngineError } from "../engine/engine-error.ts";

import { describeHolder } from "./stale-lock.ts";

export { LabError, UsageError } from "./lab-error.ts";

/** What is said of an error that ends the command. */
export function failure(error: unknown): string {
  if (error instanceof EngineError) {
    return error.message;
  }
  if (error instanceof CommandError) {
    // The engine's own words come last in what its command printed.
    const words = error.message.slice(-4_000).trim();
    return explain(error, words) ?? words;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** What to do about errors of the engine that users meet; undefined for all others. */
function explain(error: CommandError, words: string): string | undefined {
  if (error instanceof ConcurrentUpdateError) {
    return heldBy(words);
  }
  if (/incorrect passphrase|no Pulumi secrets|passphrase must be set/i.test(words)) {
    return (
      "The stack's secrets were encrypted with another passphrase than the one that is used now. Give the right one: put " +
      "the file `passphrase` of the data folder back (`npm run lab -- doctor` tells where it is), or set " +
      "PULUMI_CONFIG_PASSPHRASE. If it is lost, so are the stack's secrets: take the containers away with " +
      "`npm run lab -- down <stack> --forget`, and bring a new lab up."
    );
  }
  return undefined;
}

/** Who updates a stack at this moment: a backend in a folder tells it in its words. */
function heldBy(words: string): string {
  const holder = /created by (\S+)@(\S+) \(pid (\d+)\) at (\S+)/.exec(words);
  if (!holder) {
    return `Another update of this stack is going on. Wait until it has ended, and try again.\n${words}`;
  }
  const [, username = "", host = "", pid = "", timestamp = ""] = holder;
  return describeHolder({ pid: Number(pid), hostname: host, username, timestamp }, "<stack>");
}

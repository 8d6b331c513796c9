import { setTimeout as sleep } from "node:timers/promises";
import { createLogUpdate } from "log-update";
import { chosenStack } from "../chosen-stack.ts";
import { dockerOf } from "../docker-of.ts";
import { UsageError } from "../lab-error.ts";
import { statusText } from "../status/print.ts";
import { readLabStatus } from "../status/read.ts";
import { isTerminal } from "../terminal.ts";

/** Milliseconds between two looks. */
const pause = 2_000;

/** `lab status`: each system's state, by its own proof. Exit code 1 when one is not ready. */
export async function status(
  named: string | undefined,
  { json, watch }: { json?: true; watch?: true },
): Promise<void> {
  if (json && watch) {
    throw new UsageError(
      "--json prints one document, and --watch looks again and again: take one of the two.",
    );
  }
  const stack = await chosenStack(named);
  const docker = await dockerOf(stack);
  if (watch) {
    await keepWatching(async () => statusText(await readLabStatus(docker, stack)));
    return;
  }
  const now = await readLabStatus(docker, stack);
  console.log(json ? JSON.stringify(now) : statusText(now));
  process.exitCode = now.ready ? 0 : 1;
}

/** Shows a text that changes until the user ends it: in place on a terminal, and else each time that it is another one. */
async function keepWatching(look: () => Promise<string>): Promise<never> {
  const draw = isTerminal ? createLogUpdate(process.stdout) : undefined;
  let shown = "";
  for (;;) {
    const text = await look();
    if (draw) {
      draw(text);
    } else if (text !== shown) {
      console.log(`${text}\n`);
    }
    shown = text;
    await sleep(pause);
  }
}

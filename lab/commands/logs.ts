import { stripVTControlCharacters } from "node:util";
import type { LogsArguments } from "../cli/logs.ts";
import { chosenStack } from "../chosen-stack.ts";
import { dockerOf } from "../docker-of.ts";
import { chosenContainers, presentContainers, refuseAbsent } from "../expected.ts";
import { UsageError } from "../lab-error.ts";
import { followLogs, readLogs, type LogLine } from "../logs/read.ts";
import { momentOf } from "../logs/since.ts";
import { paint, printable, type Paint } from "../terminal.ts";

/** `lab logs`: what a lab's containers write. */
export async function logs(component: string | undefined, options: LogsArguments): Promise<void> {
  const { follow, since, tail, timestamps, json } = options;
  if (json && follow) {
    throw new UsageError("--json prints one document, and --follow never ends: take one of the two.");
  }
  const wanted = {
    ...(since !== undefined && { since: momentOf(since) }),
    ...(tail !== undefined && { tail }),
  };
  const stack = await chosenStack(options.stack);
  const docker = await dockerOf(stack);
  const present = await presentContainers(docker, stack);
  if (Object.keys(present).length === 0) {
    await refuseAbsent(docker, stack);
  }
  const containers = chosenContainers(present, stack, component);
  if (json) {
    console.log(JSON.stringify({ stack, lines: await readLogs(docker, containers, wanted) }));
    return;
  }
  const print = printer(Object.keys(containers), timestamps === true);
  if (follow) {
    await followLogs(docker, containers, wanted, print);
  } else {
    (await readLogs(docker, containers, wanted)).forEach(print);
  }
}

const colours: readonly Paint[] = ["cyan", "yellow", "green", "bold", "red", "dim"];

/** Prints lines; where there are several systems each line begins with its own, in a colour of its own. */
function printer(systems: readonly string[], timestamps: boolean): (line: LogLine) => void {
  const width = Math.max(...systems.map((system) => system.length));
  const names = new Map(
    systems.map((system, index) => [
      system,
      systems.length === 1 ? "" : `${paint(colours[index % colours.length]!, system.padEnd(width))} | `,
    ]),
  );
  return ({ system, time, text }) => {
    const said = printable(stripVTControlCharacters(text).replaceAll("\t", "  "));
    console.log(`${names.get(system) ?? ""}${timestamps ? `${time} ` : ""}${said}`);
  };
}

import { InvalidArgumentError, type Command } from "commander";
import { runningStackArgument } from "./options.ts";

/** `lab portal`. */
export function definePortal(program: Command): void {
  program
    .command("portal")
    .description("serve a page of a lab, or of a class, on this machine, or write it into a file")
    .argument(...runningStackArgument)
    .option("-p, --port <number>", "port on this machine; 0 takes any that is free", portNumber, 8710)
    .option("--once <file>", "write the page of this moment into a file, and serve nothing")
    .option("--class <class>", "all labs of a class, by its name or its roster, in place of one lab")
    .action(async (stack: string | undefined, options: { port: number; once?: string; class?: string }) =>
      (await import("../commands/portal.ts")).portal(stack, options),
    );
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new InvalidArgumentError("A port is a number from 0 to 65535.");
  }
  return port;
}

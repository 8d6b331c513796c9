import type { Invokable } from "../../provider/resource.ts";
import type { Context } from "../context.ts";
import { nothingWritten } from "../lifecycle.ts";
import { localShape, runWith } from "./base.ts";

/** `command:local:run`: a command that runs on this machine at every preview and update. */
export const run: Invokable<Context> = {
  shape: {
    ...localShape,
    command: { kind: "string", required: true, description: "The command to run." },
  },
  description: "Runs a command on this machine at every preview and update.",

  async call({ log }, args, signal) {
    const { command } = args as { command: string };
    const to = { log: (line: string) => log.status(line), signal };
    return { ...args, ...(await runWith(args, command, nothingWritten, to)) };
  },
};

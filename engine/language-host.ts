import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import type { Context } from "./context.ts";
import { executablesIn, findOnPath, realFolderOf } from "./executables.ts";

const name = "pulumi-language-nodejs";

/** A language host that has not told its port after so long (milliseconds) does not work. */
const patience = 10_000;

/**
 * The Node.js language host that an engine uses when its own folder is the first on PATH: the one beside it, or else the
 * first on PATH. Undefined when there is none, or it does not start on this machine.
 */
export async function findLanguageHost(context: Context, engine: string): Promise<string | undefined> {
  const [host] = [
    ...(await executablesIn([dirname(engine)], name)),
    ...(await findOnPath(name, context.env)),
    ...(await executablesIn([await realFolderOf(engine)], name)),
  ];
  return host !== undefined && (await starts(context, host)) ? host : undefined;
}

/** A language host tells the port that it listens on, as the first thing it does, and then looks for its engine. */
async function starts({ env, verified }: Context, host: string): Promise<boolean> {
  const ask = async (): Promise<string> => {
    const nowhere = "127.0.0.1:9";
    const child = spawn(host, [nowhere], { env, stdio: ["ignore", "pipe", "ignore"], timeout: patience });
    try {
      await once(child, "spawn");
      for await (const line of createInterface(child.stdout)) {
        if (/^\d+$/.test(line)) {
          return "starts";
        }
      }
      throw new Error(`${host} told no port.`);
    } finally {
      child.kill();
    }
  };
  return await verified.answerOf(host, ask).then(
    () => true,
    () => false,
  );
}

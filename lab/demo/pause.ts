import type { Readable } from "node:stream";
import type { ReadStream } from "node:tty";

/** Standard input: a terminal, a pipe or a file. */
export type KeyInput = Readable & Partial<Pick<ReadStream, "isTTY" | "setRawMode">>;

/**
 * Waits for a key, and for a line where standard input is no terminal; at its end it waits no more.
 *
 * @param say tells the viewer that a key is waited for
 */
export async function waitForKey(
  say: (text: string) => void,
  input: KeyInput = process.stdin,
): Promise<void> {
  if (input.readableEnded) {
    return;
  }
  say("Press a key to go on.");
  const setRaw = (on: boolean): void => {
    if (input.isTTY) {
      input.setRawMode?.(on);
    }
  };
  setRaw(true);
  input.resume();
  try {
    await new Promise<void>((resolve) => {
      const go = (chunk?: Buffer): void => {
        input.off("data", go).off("end", go);
        resolve();
        // In raw mode the terminal sends the key itself in place of the signal.
        if (chunk?.includes(3)) {
          process.kill(process.pid, "SIGINT");
        }
      };
      input.on("data", go).on("end", go);
    });
  } finally {
    setRaw(false);
    input.pause();
  }
}

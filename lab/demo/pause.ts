import type { ReadStream } from "node:tty";

/**
 * Waits for a key, and for a line where standard input is no terminal; at its end it waits no more.
 *
 * @param say tells the viewer that a key is waited for
 */
export async function waitForKey(
  say: (text: string) => void,
  input: ReadStream = process.stdin,
): Promise<void> {
  if (input.readableEnded) {
    return;
  }
  say("Press a key to go on.");
  const isTerminal = input.isTTY;
  if (isTerminal) {
    input.setRawMode(true);
  }
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
    if (isTerminal) {
      input.setRawMode(false);
    }
    input.pause();
  }
}

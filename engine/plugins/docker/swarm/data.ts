import { setTimeout as sleep } from "node:timers/promises";
import type { Property } from "../../provider/shape.ts";
import { daemonError, daemonSays, isMissing } from "../daemon-error.ts";
import { text } from "../properties.ts";

/** Data as base64. */
export const base64: Property = {
  ...text,
  validate: (value) =>
    /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value as string)
      ? undefined
      : "must be base64",
};

/** How long services may take to let go of a secret or config that is deleted, in milliseconds. */
const releaseLimit = 30_000;

/** Removes a secret or a config once no service uses it any more; one that is gone is removed. */
export async function removeUnused(
  what: string,
  remove: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + releaseLimit;
  for (;;) {
    try {
      await remove();
      return;
    } catch (error) {
      if (isMissing(error)) {
        return;
      }
      if (!daemonSays(error, "is in use by") || Date.now() > deadline || signal.aborted) {
        throw daemonError(`Unable to remove ${what}`, error);
      }
    }
    await sleep(200);
  }
}

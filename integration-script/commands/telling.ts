/** Trouble of commands that run by themselves: nobody reads what they print, so it is told as an event, too. */
import { Means } from "../call/means.ts";
import { tell } from "../call/tell.ts";
import { troubleOf } from "../errors.ts";
import { unknownAlert } from "../event/source.ts";
import { Outbox } from "../queue/outbox.ts";
import { queueSocket, spoolFolder } from "../settings/settings.ts";
import type { CommandContext } from "./context.ts";

export const telling = async <T>(
  { settings }: CommandContext,
  base: string,
  work: () => Promise<T>,
): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    // Without a store the event is sent each time.
    const means = new Means(settings, () => undefined);
    const outbox = new Outbox(queueSocket(base), spoolFolder(base));
    await tell(troubleOf(error), { alert_id: unknownAlert }, means, outbox);
    throw error;
  }
};

/** Telling what went wrong. */
import { Trouble } from "../errors.ts";
import type { Source } from "../event/source.ts";
import type { Outbox } from "../queue/outbox.ts";
import { isDue } from "../store/outage.ts";
import { returnTrouble } from "./delivery.ts";
import type { Means } from "./means.ts";

/** Tells of trouble as an event, once in a while for each kind. */
export const tell = async (
  trouble: Trouble,
  source: Source,
  means: Means | undefined,
  outbox: Outbox,
): Promise<void> => {
  await means?.openStore();
  const window = means?.options.error_seconds ?? 0;
  const due =
    window === 0 || (means?.withStore((store) => isDue(store, trouble.kind, means.now, window)) ?? true);
  if (due) {
    await returnTrouble(outbox, trouble, source);
  }
};

export const queueTrouble = (problem: NonNullable<Outbox["problem"]>): Trouble => {
  const words = {
    full: "was full: analysisd does not keep up with what it is sent",
    absent: "was not there: analysisd was not running",
    refused: "may not be written to by this user",
    "too-long": "takes no event of that length",
  };
  return new Trouble(
    "queue",
    `Wazuh's queue ${words[problem]}. Events are kept and sent by the calls that follow.`,
  );
};

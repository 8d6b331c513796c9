/** `custom-misp flush`: sends what waits, of events, look-ups and sightings. */
import { returnMatches, returnSummaries } from "../call/delivery.ts";
import { examine, spellingsOf } from "../call/examine.ts";
import { Means } from "../call/means.ts";
import { tell } from "../call/tell.ts";
import { messageOf, Trouble } from "../errors.ts";
import { unknownAlert } from "../event/source.ts";
import { lookUp } from "../lookup/lookup.ts";
import { Outbox } from "../queue/outbox.ts";
import { queueSocket, spoolFolder } from "../settings/settings.ts";
import { settlePostponed, takePostponed } from "../store/postponed.ts";
import { takeOverdue } from "../store/repetitions.ts";
import { sendSightings } from "../sync/sightings.ts";
import { lockFile } from "../system/lock.ts";
import { contextOf, readArguments } from "./context.ts";

/** Alerts that are looked up together. */
const mostTaken = 500;

/** Milliseconds that all of it may take. */
const patience = 120_000;

/** Looks postponed alerts up until none is left, or MISP fails. */
const lookUpPostponed = async (
  means: Means,
  outbox: Outbox,
): Promise<{ alerts: number; trouble?: Trouble }> => {
  let alerts = 0;
  for (;;) {
    const taken = means.withStore((store) => takePostponed(store, mostTaken, means.now)) ?? [];
    if (taken.length === 0) {
      return { alerts };
    }
    const result = await lookUp(spellingsOf(taken), () => [], await means.lookup());
    const examined = taken.map((each) => ({ ...examine(each, result), id: each.id }));
    const known = examined.filter(({ matches }) => matches.length > 0);
    await returnMatches(known, means.delivery(result.origin, outbox));
    means.noteSightings(known);
    means.withStore((store) => {
      settlePostponed(store, examined, ({ unanswered }) => !unanswered);
    });
    alerts += examined.filter(({ unanswered }) => !unanswered).length;
    if (result.trouble !== undefined) {
      return { alerts, trouble: result.trouble };
    }
  }
};

export const flush = async (args: readonly string[], base: string): Promise<number> => {
  const { settings, folder } = contextOf(readArguments(args), base);
  const means = new Means({ ...settings, deadline: performance.now() + patience }, (error) => {
    throw new Trouble("store", `The store in ${folder} cannot be used (${messageOf(error)}).`);
  });
  await means.openStore();
  if (!lockFile(`${folder}/flush.lock`)) {
    throw new Trouble("usage", "Another flush is under way: wait until it is over.");
  }
  const outbox = new Outbox(queueSocket(base), spoolFolder(base));
  const events = await outbox.drain();
  await returnSummaries(outbox, means.withStore((store) => takeOverdue(store, means.now)) ?? []);
  const { alerts, trouble } = await lookUpPostponed(means, outbox);
  const sightings =
    settings.options.sightings_key_file === ""
      ? { sent: 0 }
      : ((await means.withStore((store) => sendSightings(store, settings))) ?? { sent: 0 });
  process.stdout.write(
    `Sent ${events} events and ${sightings.sent} sightings, and looked up ${alerts} alerts that had waited.\n`,
  );
  const problem = trouble ?? sightings.trouble;
  if (problem === undefined) {
    return 0;
  }
  await tell(problem, { alert_id: unknownAlert }, means, outbox);
  process.stderr.write(`custom-misp: ${problem.message}\n`);
  return 1;
};

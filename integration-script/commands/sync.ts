/** `custom-misp sync`: brings the mirror up to date. */
import { mkdirSync } from "node:fs";
import { Trouble } from "../errors.ts";
import { questionNumber } from "../settings/settings.ts";
import { isBroken } from "../store/database.ts";
import { Mirror } from "../store/mirror.ts";
import { syncChanges } from "../sync/changes.ts";
import { syncFully } from "../sync/full.ts";
import type { SyncMeans, SyncResult } from "../sync/means.ts";
import { lockFile } from "../system/lock.ts";
import { clientOf, contextOf, readArguments } from "./context.ts";
import { telling } from "./telling.ts";

/** Milliseconds that MISP may take for one page. */
const patience = 300_000;

const runSync = async (means: SyncMeans, full: boolean): Promise<SyncResult> => {
  const mirror = full ? undefined : Mirror.open(means.folder);
  const state = mirror?.state;
  mirror?.close();
  const isDue =
    state === undefined ||
    state.question !== means.question ||
    state.fullAt > means.now ||
    state.fullAt + means.options.full_sync_seconds <= means.now;
  if (isDue) {
    return syncFully(means);
  }
  try {
    return await syncChanges(means, state);
  } catch (error) {
    if (isBroken(error)) {
      return syncFully(means);
    }
    throw error;
  }
};

export const sync = async (args: readonly string[], base: string): Promise<number> => {
  const parsed = readArguments(args, { full: { type: "boolean" } });
  const context = contextOf(parsed, base);
  const { folder, settings } = context;
  mkdirSync(folder, { recursive: true, mode: 0o750 });
  if (!lockFile(`${folder}/sync.lock`)) {
    throw new Trouble("usage", "Another sync is under way: wait until it is over.");
  }
  const means: SyncMeans = {
    folder,
    options: settings.options,
    question: questionNumber(settings),
    client: () => clientOf(context, patience),
    now: Math.floor(Date.now() / 1000),
  };
  const began = performance.now();
  const { kind, attributes, events } = await telling(context, base, () =>
    runSync(means, parsed.values["full"] === true),
  );
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const what = kind === "full" ? "Mirrored everything" : "Mirrored what changed";
  process.stdout.write(`${what} in ${seconds} s: ${attributes} attributes of ${events} events.\n`);
  return 0;
};

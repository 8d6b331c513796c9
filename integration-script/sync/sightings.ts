/** Telling MISP what was seen. */
import { troubleOf, type Trouble } from "../errors.ts";
import { makeClient } from "../misp/connect.ts";
import { readKeyFile, resolvePath, type Settings } from "../settings/settings.ts";
import { nextSightings, removeSightings } from "../store/sightings.ts";
import type { Store } from "../store/store.ts";

/** Milliseconds for one batch. */
const patience = 30_000;

/**
 * Sends what waits, batch by batch, with a key of its own: one that only reads may not add sightings.
 *
 * @returns how many values MISP was told of, and what stopped it
 */
export const sendSightings = async (
  store: Store,
  settings: Settings,
): Promise<{ readonly sent: number; readonly trouble?: Trouble }> => {
  const { sightings_key_file: file, sightings_source: source } = settings.options;
  let sent = 0;
  try {
    const key = readKeyFile(resolvePath(settings.base, file), "sightings_key_file");
    for (let batch = nextSightings(store); batch !== undefined; batch = nextSightings(store)) {
      const client = makeClient(settings, key, performance.now() + patience, "sightings_key_file");
      // Values that MISP has no attribute for any more are skipped by it without a word.
      const body = { values: batch.values, source, type: "0", timestamp: batch.at };
      await client.request("POST", "/sightings/add", body);
      removeSightings(store, batch);
      sent += batch.values.length;
    }
    return { sent };
  } catch (error) {
    return { sent, trouble: troubleOf(error) };
  }
};

import { readCa, type Settings } from "../settings/settings.ts";
import { MispClient } from "./client.ts";

/**
 * A client of the MISP that the settings name.
 *
 * @param deadline when its requests must be over, on the clock of `performance.now()`
 * @param keyOption the option that the key came from
 * @throws Trouble where the certificate authority cannot be read
 */
export const makeClient = (
  settings: Settings,
  key: string,
  deadline = settings.deadline,
  keyOption = "key_file",
): MispClient =>
  new MispClient({
    keyOption,
    url: settings.url,
    key,
    ca: readCa(settings),
    proxy: settings.options.proxy === "" ? undefined : settings.options.proxy,
    deadline,
    retries: settings.retries,
  });

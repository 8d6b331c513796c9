import { readCa, type Settings } from "../settings/settings.ts";
import { MispClient } from "./client.ts";

export interface ClientChoices {
  /** When its requests must be over, on the clock of `performance.now()`. @default the call's */
  readonly deadline?: number;
  /** The option that the key came from. @default "key_file" */
  readonly keyOption?: string;
  /** Whether its requests are few, so that keeping a connection for the next one gains nothing. @default false */
  readonly isBrief?: boolean;
}

/**
 * A client of the MISP that the settings name.
 *
 * @throws Trouble where the certificate authority cannot be read
 */
export const makeClient = (settings: Settings, key: string, choices: ClientChoices): MispClient =>
  new MispClient({
    keyOption: "key_file",
    deadline: settings.deadline,
    isBrief: false,
    ...choices,
    url: settings.url,
    key,
    ca: readCa(settings),
    proxy: settings.options.proxy === "" ? undefined : settings.options.proxy,
    retries: settings.retries,
  });

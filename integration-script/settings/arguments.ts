import { Trouble } from "../errors.ts";

/**
 * The arguments that integratord gives, in its order; any may be an empty string.
 *
 * @see https://github.com/wazuh/wazuh/blob/v4.14.7/src/os_integrator/integrator.c
 */
export interface Call {
  readonly alertFile: string;
  /** MISP's key, where `<api_key>` holds it. */
  readonly apiKey: string;
  /** MISP's base address, from `<hook_url>`. */
  readonly url: string;
  /** File with the JSON of `<options>`. */
  readonly optionsFile: string;
  /** Seconds that integratord grants, from `<timeout>`. */
  readonly timeout: number;
  /** Repetitions of a request that failed, from `<retries>`. */
  readonly retries: number;
}

const defaults = { timeout: 10, retries: 3 };

const wholeNumber = (name: string, text: string, fallback: number): number => {
  if (text === "") {
    return fallback;
  }
  if (!/^\d{1,5}$/.test(text)) {
    throw new Trouble(
      "usage",
      `<${name}> is "${text}", but must be a whole number of 0 to 99999: correct it in ossec.conf.`,
    );
  }
  return Number(text);
};

/**
 * Whether these are integratord's arguments: it always names the alert file with its path, and no subcommand has a
 * slash in its name.
 */
export const isCall = (args: readonly string[]): boolean => args[0]?.includes("/") === true;

/** Reads integratord's arguments. What may follow the seventh, such as a literal `> /dev/null 2>&1`, means nothing. */
export const parseCall = (args: readonly string[]): Call => {
  const [alertFile = "", apiKey = "", url = "", , optionsFile = "", timeout = "", retries = ""] = args;
  return {
    alertFile,
    apiKey,
    url: url.replace(/\/+$/, ""),
    optionsFile,
    // No time at all would be none to ask in: integratord takes 0 for its default, too.
    timeout: wholeNumber("timeout", timeout, defaults.timeout) || defaults.timeout,
    retries: wholeNumber("retries", retries, defaults.retries),
  };
};

import { messageOf, Trouble } from "../errors.ts";
import { readText } from "../system/libc.ts";
import { hash53 } from "../store/hash.ts";
import type { Call } from "./arguments.ts";
import { type Options, parseOptions } from "./options.ts";

/** Wazuh's folder: the parent of the folder that the executable lies in, such as `/var/ossec`. */
export const baseFolder = (executable: string): string => executable.split("/").slice(0, -2).join("/") || "/";

/** A path of the options: relative to Wazuh's folder unless it begins at the root. */
export const resolvePath = (base: string, path: string): string =>
  path.startsWith("/") ? path : `${base}/${path}`;

/** Wazuh's queue. */
export const queueSocket = (base: string): string => `${base}/queue/sockets/queue`;

/** Where events wait that the queue did not take: always the same place, also for a call whose options are wrong. */
export const spoolFolder = (base: string): string => `${base}/logs/custom-misp/spool`;

/** What a call goes by. */
export interface Settings {
  readonly base: string;
  readonly url: string;
  /** Empty where the key is in a file, as it should be. */
  readonly apiKey: string;
  readonly options: Options;
  readonly retries: number;
  /** When the call must be over, on the clock of `performance.now()`. */
  readonly deadline: number;
}

/** Share of `<timeout>` that a call may take, so that it is over before integratord's patience. */
const share = 0.8;

/** Scheme, host and port, path; an `@` before the path would be a user or a password. */
const baseAddress = /^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/;

const checkUrl = (url: string): string => {
  if (/^https?:\/\/[^/]*@/.test(url)) {
    throw new Trouble(
      "options",
      "<hook_url> holds a user or a password: MISP takes a key; put it into the file that key_file names.",
    );
  }
  if (!baseAddress.test(url)) {
    throw new Trouble(
      "options",
      `<hook_url> is "${url}", but must be MISP's base address, such as https://misp.example.org.`,
    );
  }
  return url;
};

export const readOptions = (path: string): Options => {
  if (path === "") {
    return parseOptions("");
  }
  let text: string;
  try {
    text = readText(path);
  } catch (error) {
    throw new Trouble("options", `The options file cannot be read (${messageOf(error)}).`);
  }
  return parseOptions(text);
};

/** @throws Trouble of kind `options` */
export const settingsOf = (call: Call, base: string, options = readOptions(call.optionsFile)): Settings => {
  const seconds = options.deadline_seconds > 0 ? options.deadline_seconds : call.timeout * share;
  return {
    base,
    url: checkUrl(call.url),
    apiKey: call.apiKey,
    options,
    retries: call.retries,
    deadline: seconds * 1000,
  };
};

/** MISP's key: what `<api_key>` holds, or else the content of the key file. */
export const readKey = ({ base, options, apiKey }: Settings): string =>
  apiKey === ""
    ? readKeyFile(resolvePath(base, options.key_file), "key_file")
    : checkKey(apiKey, "<api_key>");

const checkKey = (key: string, where: string): string => {
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new Trouble("key", `${where} does not hold a key of MISP: it must be one line without blanks.`);
  }
  return key;
};

export const readKeyFile = (path: string, option: string): string => {
  let text: string;
  try {
    text = readText(path);
  } catch {
    throw new Trouble(
      "key",
      `The key file ${path} cannot be read: put MISP's key there, readable by user wazuh alone, or set ${option}.`,
    );
  }
  return checkKey(text.trim(), path);
};

export const readCa = ({ base, options }: Settings): string | undefined => {
  if (options.ca_file === "") {
    return undefined;
  }
  const path = resolvePath(base, options.ca_file);
  try {
    return readText(path);
  } catch {
    throw new Trouble(
      "options",
      `The file ${path} that ca_file names cannot be read: put the certificate authority there.`,
    );
  }
};

/** Stands for what an answer depends on beside the value that was asked for. */
export const questionNumber = ({ url, options }: Pick<Settings, "url" | "options">): number => {
  const { to_ids, published, warninglists, types, tags, exclude_tags, decay_score, exclude_decayed } =
    options;
  const filters = [to_ids, published, warninglists, types, tags, exclude_tags, decay_score, exclude_decayed];
  return hash53(JSON.stringify([url, ...filters]));
};

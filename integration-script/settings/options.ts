import { isObject } from "../alert/alert.ts";
import { Trouble } from "../errors.ts";

/**
 * What `<options>` of the integration in ossec.conf may hold, as one JSON object. Paths are relative to Wazuh's folder,
 * `/var/ossec`. docs/enrichment.md explains each.
 */
export interface Options {
  /** File that holds MISP's key; read where `<api_key>` is empty. */
  readonly key_file: string;
  /** Certificate authority of MISP's certificate, PEM; the well-known ones where it is empty. */
  readonly ca_file: string;
  /** Address of the HTTP proxy that leads to MISP. */
  readonly proxy: string;
  /** Address of MISP for links in events; `<hook_url>` where it is empty. */
  readonly link_url: string;
  /** Folder of the store and the mirror; user wazuh must be able to write there. */
  readonly store: string;

  /** Only attributes that MISP marks as fit for detection. */
  readonly to_ids: boolean;
  /** Only attributes of published events. */
  readonly published: boolean;
  /** Leave out what is on one of MISP's enabled warninglists. */
  readonly warninglists: boolean;
  /** Only attributes of these MISP types; all where it is empty. */
  readonly types: readonly string[];
  /** Only attributes that have one of these tags, or whose event has; all where it is empty. */
  readonly tags: readonly string[];
  /** No attributes that have one of these tags, or whose event has. */
  readonly exclude_tags: readonly string[];
  /** Ask for the score of MISP's decaying models. */
  readonly decay_score: boolean;
  /** Leave out what has decayed by MISP's decaying models. */
  readonly exclude_decayed: boolean;

  /** Ask for the parents of a domain, too: `evil.com` for `www.evil.com`. */
  readonly parent_domains: boolean;
  /** Ask for the networks that an IPv4 address lies in, too: `203.0.113.0/24`. */
  readonly networks: boolean;
  /** Ask for names of files, but for those that every system has. */
  readonly file_names: boolean;
  /** Look for indicators in command lines and PowerShell scripts, too. */
  readonly text: boolean;
  /** Ask for private and other reserved addresses and names, too. */
  readonly reserved: boolean;
  /** Never asked for: addresses, networks, domains with all below them, hashes, file names. */
  readonly allow: readonly string[];

  /** Longest time for a call, seconds; 80% of `<timeout>` where it is 0. */
  readonly deadline_seconds: number;
  /** Values asked for in one request. */
  readonly values_per_request: number;
  /** Requests under way at the same time. */
  readonly parallel: number;
  /** Attributes that MISP answers with at a time. */
  readonly limit: number;

  /** How long an answer with matches holds. */
  readonly hit_seconds: number;
  /** How long an answer without matches holds. */
  readonly miss_seconds: number;
  /** One event for the same indicator of the same agent in this time; 0: one for each alert. */
  readonly repeat_seconds: number;
  /** One event for the same kind of error in this time; 0: one for each. */
  readonly error_seconds: number;
  /** How old the mirror may be to answer alone; 0: the mirror is not used. */
  readonly mirror_seconds: number;
  /** How often `sync` mirrors everything anew, rather than what changed. */
  readonly full_sync_seconds: number;

  /** File that holds a key that may add sightings; none are sent where it is empty. */
  readonly sightings_key_file: string;
  /** Source that sightings name. */
  readonly sightings_source: string;
}

const day = 86_400;

export const defaultOptions: Options = {
  key_file: "etc/custom-misp/key",
  ca_file: "",
  proxy: "",
  link_url: "",
  store: "logs/custom-misp",

  to_ids: true,
  published: false,
  warninglists: true,
  types: [],
  tags: [],
  exclude_tags: [],
  decay_score: true,
  exclude_decayed: false,

  parent_domains: false,
  networks: false,
  file_names: true,
  text: false,
  reserved: false,
  allow: [],

  deadline_seconds: 0,
  values_per_request: 500,
  parallel: 2,
  limit: 500,

  hit_seconds: 3600,
  miss_seconds: 600,
  repeat_seconds: 300,
  error_seconds: 300,
  mirror_seconds: 3600,
  full_sync_seconds: day,

  sightings_key_file: "",
  sightings_source: "wazuh",
};

type NumberName = { [name in keyof Options]: Options[name] extends number ? name : never }[keyof Options];

/** The least and the most that a number may be. */
export const numberLimits: Readonly<Record<NumberName, readonly [least: number, most: number]>> = {
  deadline_seconds: [0, 3600],
  values_per_request: [1, 10_000],
  parallel: [1, 16],
  limit: [1, 10_000],
  hit_seconds: [0, 30 * day],
  miss_seconds: [0, 30 * day],
  repeat_seconds: [0, day],
  error_seconds: [0, day],
  mirror_seconds: [0, 30 * day],
  full_sync_seconds: [0, 30 * day],
};

const wrong = (problem: string): Trouble =>
  new Trouble("options", `${problem} Correct <options> of custom-misp in ossec.conf.`);

const show = (value: unknown): string => JSON.stringify(value).slice(0, 80);

/** What a value must be, where it is not. */
const problemOf = (name: keyof Options, value: unknown): string | undefined => {
  const fallback = defaultOptions[name];
  if (Array.isArray(fallback)) {
    const isList = Array.isArray(value) && value.every((item) => typeof item === "string" && item !== "");
    return isList ? undefined : "a list of texts";
  }
  if (typeof fallback === "number") {
    const [least, most] = numberLimits[name as NumberName];
    const fits = Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
    return fits ? undefined : `a whole number of ${least} to ${most}`;
  }
  if (typeof value === typeof fallback) {
    return undefined;
  }
  return typeof fallback === "string" ? "a text" : "true or false";
};

const check = (name: string, value: unknown): void => {
  if (!Object.hasOwn(defaultOptions, name)) {
    throw wrong(
      `There is no option ${show(name)}. The options are ${Object.keys(defaultOptions).join(", ")}.`,
    );
  }
  const problem = problemOf(name as keyof Options, value);
  if (problem !== undefined) {
    throw wrong(`Option ${name} is ${show(value)}, but must be ${problem}.`);
  }
};

/**
 * Reads the options; an empty text means none are set.
 *
 * @throws Trouble that names the option, its value and what is allowed
 */
export const parseOptions = (json: string): Options => {
  let given: unknown;
  try {
    given = json.trim() === "" ? {} : JSON.parse(json);
  } catch {
    throw wrong("The options are not JSON.");
  }
  if (!isObject(given)) {
    throw wrong("The options are not a JSON object.");
  }
  for (const name in given) {
    check(name, given[name]);
  }
  return { ...defaultOptions, ...given };
};

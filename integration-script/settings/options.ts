import { isObject } from "../alert/alert.ts";
import { Trouble } from "../errors.ts";

interface OptionBase<T> {
  readonly default: T;
  readonly description: string;
}
interface TextOption extends OptionBase<string> {
  readonly type: "text";
}
interface SwitchOption extends OptionBase<boolean> {
  readonly type: "switch";
}
interface NumberOption extends OptionBase<number> {
  readonly type: "number";
  readonly minimum: number;
  readonly maximum: number;
}
interface ListOption extends OptionBase<readonly string[]> {
  readonly type: "list";
}
type Option = TextOption | SwitchOption | NumberOption | ListOption;

const text = (fallback: string, description: string): TextOption => ({
  type: "text",
  default: fallback,
  description,
});
const toggle = (fallback: boolean, description: string): SwitchOption => ({
  type: "switch",
  default: fallback,
  description,
});
const number = (fallback: number, minimum: number, maximum: number, description: string): NumberOption => ({
  type: "number",
  default: fallback,
  minimum,
  maximum,
  description,
});
const list = (description: string): ListOption => ({ type: "list", default: [], description });

const day = 86_400;

/**
 * Every option that `<options>` of the integration in ossec.conf may hold, as one JSON object. Paths are relative to
 * Wazuh's folder, `/var/ossec`.
 */
export const optionTable = {
  key_file: text("etc/custom-misp/key", "File that holds MISP's key; read where `<api_key>` is empty"),
  ca_file: text(
    "",
    "Certificate authority of MISP's certificate, PEM; the well-known ones where it is empty",
  ),
  proxy: text("", "Address of the HTTP proxy that leads to MISP"),
  link_url: text("", "Address of MISP for links in events; `<hook_url>` where it is empty"),
  store: text(
    "logs/custom-misp",
    "Folder of the store, the spool and the mirror; user wazuh must be able to write there",
  ),

  to_ids: toggle(true, "Only attributes that MISP marks as fit for detection"),
  published: toggle(false, "Only attributes of published events"),
  warninglists: toggle(true, "Leave out what is on one of MISP's enabled warninglists"),
  types: list("Only attributes of these MISP types; all where it is empty"),
  tags: list("Only attributes that have one of these tags, or whose event has; all where it is empty"),
  exclude_tags: list("No attributes that have one of these tags, or whose event has"),
  decay_score: toggle(true, "Ask for the score of MISP's decaying models"),
  exclude_decayed: toggle(false, "Leave out what has decayed by MISP's decaying models"),

  parent_domains: toggle(false, "Ask for the parents of a domain, too: `evil.com` for `www.evil.com`"),
  networks: toggle(false, "Ask for the networks that an IPv4 address lies in, too: `203.0.113.0/24`"),
  file_names: toggle(true, "Ask for names of files, but for those that every system has"),
  text: toggle(false, "Look for indicators in command lines and PowerShell scripts, too"),
  reserved: toggle(false, "Ask for private and other reserved addresses and names, too"),
  allow: list("Never asked for: addresses, networks, domains with all below them, hashes, file names"),

  deadline_seconds: number(0, 0, 3600, "Longest time for a call; 80% of `<timeout>` where it is 0"),
  values_per_request: number(500, 1, 10_000, "Values asked for in one request"),
  parallel: number(2, 1, 16, "Requests under way at the same time"),
  limit: number(500, 1, 10_000, "Attributes that MISP answers with at a time"),

  hit_seconds: number(3600, 0, 30 * day, "How long an answer with matches holds"),
  miss_seconds: number(600, 0, 30 * day, "How long an answer without matches holds"),
  repeat_seconds: number(
    300,
    0,
    day,
    "One event for the same indicator of the same agent in this time; 0: one for each alert",
  ),
  error_seconds: number(300, 0, day, "One event for the same kind of error in this time; 0: one for each"),
  mirror_seconds: number(
    3600,
    0,
    30 * day,
    "How old the mirror may be to answer alone; 0: the mirror is not used",
  ),
  full_sync_seconds: number(
    day,
    0,
    30 * day,
    "How often `sync` mirrors everything anew, rather than what changed",
  ),

  sightings_key_file: text(
    "",
    "File that holds a key that may add sightings; none are sent where it is empty",
  ),
  sightings_source: text("wazuh", "Source that sightings name"),
} satisfies Record<string, Option>;

type OptionTable = typeof optionTable;
type ValueOf<T extends Option> = T extends TextOption
  ? string
  : T extends SwitchOption
    ? boolean
    : T extends NumberOption
      ? number
      : readonly string[];

export type Options = { readonly [name in keyof OptionTable]: ValueOf<OptionTable[name]> };

const wrong = (problem: string): Trouble =>
  new Trouble("options", `${problem} Correct <options> of custom-misp in ossec.conf.`);

const show = (value: unknown): string => JSON.stringify(value).slice(0, 80);

const checkValue = (name: string, option: Option, value: unknown): unknown => {
  switch (option.type) {
    case "text":
      if (typeof value === "string") {
        return value;
      }
      throw wrong(`Option ${name} is ${show(value)}, but must be a text.`);
    case "switch":
      if (typeof value === "boolean") {
        return value;
      }
      throw wrong(`Option ${name} is ${show(value)}, but must be true or false.`);
    case "number":
      if (
        Number.isInteger(value) &&
        (value as number) >= option.minimum &&
        (value as number) <= option.maximum
      ) {
        return value;
      }
      throw wrong(
        `Option ${name} is ${show(value)}, but must be a whole number of ${option.minimum} to ${option.maximum}.`,
      );
    case "list":
      if (Array.isArray(value) && value.every((item) => typeof item === "string" && item !== "")) {
        return value;
      }
      throw wrong(`Option ${name} is ${show(value)}, but must be a list of texts.`);
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
  const table: Record<string, Option> = optionTable;
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(table, name)) {
      throw wrong(`There is no option ${show(name)}. The options are ${Object.keys(table).join(", ")}.`);
    }
  }
  const options: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(table)) {
    options[name] = Object.hasOwn(given, name) ? checkValue(name, option, given[name]) : option.default;
  }
  return options as Options;
};

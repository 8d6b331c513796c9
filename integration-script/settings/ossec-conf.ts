/** The integration's own block in ossec.conf, for the commands that integratord does not call. */
import { XMLParser } from "fast-xml-parser";
import { isObject } from "../alert/alert.ts";
import { messageOf, Trouble } from "../errors.ts";
import { readText } from "../system/libc.ts";

/** What the block says; texts are empty where it says nothing. */
export interface Block {
  readonly apiKey: string;
  readonly url: string;
  readonly options: string;
  readonly timeout: string;
  readonly retries: string;
}

const asList = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

const textOf = (block: Record<string, unknown>, name: string): string => {
  const [value] = asList(block[name]);
  return typeof value === "string" ? value.trim() : "";
};

/**
 * Finds the block of the integration of that name.
 *
 * @throws Trouble where the file cannot be read or has no such block
 */
export const readBlock = (path: string, name: string): Block => {
  let parsed: unknown;
  try {
    // Wazuh's reader knows no entities and no types; a file may have several roots.
    const parser = new XMLParser({ processEntities: false, parseTagValue: false, ignoreAttributes: true });
    parsed = parser.parse(readText(path));
  } catch (error) {
    throw new Trouble("options", `${path} cannot be read (${messageOf(error)}): give --url and --options.`);
  }
  const roots = asList(isObject(parsed) ? parsed["ossec_config"] : undefined).filter(isObject);
  const blocks = roots.flatMap((root) => asList(root["integration"])).filter(isObject);
  const block = blocks.find((each) => textOf(each, "name") === name);
  if (block === undefined) {
    throw new Trouble(
      "options",
      `${path} has no <integration> named ${name}: add it, or give --url and --options.`,
    );
  }
  return {
    apiKey: textOf(block, "api_key"),
    url: textOf(block, "hook_url"),
    options: textOf(block, "options"),
    timeout: textOf(block, "timeout"),
    retries: textOf(block, "retries"),
  };
};
